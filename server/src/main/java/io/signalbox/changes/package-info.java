/** Every change of every module, joined for reading. */
@NullMarked
package io.signalbox.changes;

import org.jspecify.annotations.NullMarked;
