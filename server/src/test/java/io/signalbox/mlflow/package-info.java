/** MLflow's own clients against a whole server. */
@NullMarked
package io.signalbox.mlflow;

import org.jspecify.annotations.NullMarked;
