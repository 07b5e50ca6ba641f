/** The monitor's REST interface. */
@NullMarked
package io.signalbox.monitor.web;

import org.jspecify.annotations.NullMarked;
