/** Deleting what is kept no longer, on the command line. */
@NullMarked
package io.signalbox.retention;

import org.jspecify.annotations.NullMarked;
