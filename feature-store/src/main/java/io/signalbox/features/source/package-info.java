/** Rows from databases of the user's own. */
@NullMarked
package io.signalbox.features.source;

import org.jspecify.annotations.NullMarked;
