/** Endpoints, arms, predictions, outcomes. */
@NullMarked
package io.signalbox.router;

import org.jspecify.annotations.NullMarked;
