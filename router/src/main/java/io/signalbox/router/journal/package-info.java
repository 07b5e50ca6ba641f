/** Predictions and outcomes: journaled here, drained into PostgreSQL, read back. Internal. */
@NullMarked
package io.signalbox.router.journal;

import org.jspecify.annotations.NullMarked;
