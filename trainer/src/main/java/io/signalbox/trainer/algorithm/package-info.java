/** Fits, scores and writes models: tables in, numbers and files out. No clock, database or Spring. */
@NullMarked
package io.signalbox.trainer.algorithm;

import org.jspecify.annotations.NullMarked;
