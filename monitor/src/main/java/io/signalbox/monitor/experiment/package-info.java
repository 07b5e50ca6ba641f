/** Estimates and bounds that stay valid however often they are looked at: numbers in, numbers out. */
@NullMarked
package io.signalbox.monitor.experiment;

import org.jspecify.annotations.NullMarked;
