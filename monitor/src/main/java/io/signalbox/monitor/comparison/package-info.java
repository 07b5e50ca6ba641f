/** Two versions of an endpoint side by side. */
@NullMarked
package io.signalbox.monitor.comparison;

import org.jspecify.annotations.NullMarked;
