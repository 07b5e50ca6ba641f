@NullMarked
package io.signalbox.registry.mlflow;

import org.jspecify.annotations.NullMarked;
