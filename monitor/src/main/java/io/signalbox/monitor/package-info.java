/** Comparisons, drift, performance, alerts. */
@NullMarked
package io.signalbox.monitor;

import org.jspecify.annotations.NullMarked;
