/** Copying from other servers, on the command line. */
@NullMarked
package io.signalbox.importing;

import org.jspecify.annotations.NullMarked;
