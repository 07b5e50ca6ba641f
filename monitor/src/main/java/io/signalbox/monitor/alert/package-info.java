/** Alarms on their way to people. */
@NullMarked
package io.signalbox.monitor.alert;

import org.jspecify.annotations.NullMarked;
