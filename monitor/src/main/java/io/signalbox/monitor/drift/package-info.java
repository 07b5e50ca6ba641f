/** How far one sample has moved from another: numbers in, numbers out. */
@NullMarked
package io.signalbox.monitor.drift;

import org.jspecify.annotations.NullMarked;
