/** Who is told of the registry's changes: webhooks as MLflow has them, and Signalbox's own events beyond. Internal. */
@NullMarked
package io.signalbox.registry.webhook;

import org.jspecify.annotations.NullMarked;
