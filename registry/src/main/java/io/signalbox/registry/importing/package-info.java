/** Copies what is on another MLflow server. The one room that knows MLflow's own client. */
@NullMarked
package io.signalbox.registry.importing;

import org.jspecify.annotations.NullMarked;
