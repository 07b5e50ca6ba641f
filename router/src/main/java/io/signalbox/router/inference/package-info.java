/** Answers predictions: models in process, the Open Inference Protocol, what is logged. Internal. */
@NullMarked
package io.signalbox.router.inference;

import org.jspecify.annotations.NullMarked;
