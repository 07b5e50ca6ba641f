/** Experiments, runs and logged models, as MLflow has them. Times are epoch milliseconds, as clients send them. */
@NullMarked
package io.signalbox.registry.tracking;

import org.jspecify.annotations.NullMarked;
