/** What checks find: drift and performance of an endpoint. */
@NullMarked
package io.signalbox.monitor.report;

import org.jspecify.annotations.NullMarked;
