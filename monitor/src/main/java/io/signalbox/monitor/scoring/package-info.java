/** How good probabilities were: numbers in, numbers out. */
@NullMarked
package io.signalbox.monitor.scoring;

import org.jspecify.annotations.NullMarked;
