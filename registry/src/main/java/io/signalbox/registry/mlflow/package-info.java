/** MLflow's REST interface, one more client of the registry's faces. Paths, fields and words are MLflow's. */
@NullMarked
package io.signalbox.registry.mlflow;

import org.jspecify.annotations.NullMarked;
