/** The command line. Assembly is in {@code server}; no rule of the field is here. */
@NullMarked
package io.signalbox;

import org.jspecify.annotations.NullMarked;
