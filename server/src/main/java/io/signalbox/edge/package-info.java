/** What callers send, checked where it is read: what no module could keep is refused before one sees it. */
@NullMarked
package io.signalbox.edge;

import org.jspecify.annotations.NullMarked;
