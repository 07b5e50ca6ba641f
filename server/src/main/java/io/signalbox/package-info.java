/** Assembly: configuration, command line, process. */
@NullMarked
package io.signalbox;

import org.jspecify.annotations.NullMarked;
