package io.signalbox.registry.mlflow;

import com.google.common.collect.ImmutableMap;
import io.signalbox.registry.tracking.View;
import java.util.Map;

/** View types by name or by MLflow's numbers. */
final class Views {
  private static final Map<String, View> NUMBERED = ImmutableMap.of(
      "ACTIVE_ONLY", View.ACTIVE_ONLY, "DELETED_ONLY", View.DELETED_ONLY, "ALL", View.ALL);

  private Views() {}

  static View of(Call call, String field) {
    return call.fields().choice(field, NUMBERED).orElse(View.ACTIVE_ONLY);
  }
}
