package io.signalbox.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Caller;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.Role;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/health",
        "/version",
        "/v2/health/live",
        "/v2/health/ready"
      })
  void health_is_open(String path) {
    assertThat(Permission.of("GET", path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /actuator/prometheus,                              VIEWER",
    "GET,    /actuator/healthx,                                 VIEWER",
    "GET,    /api/v1/models,                                    VIEWER",
    "GET,    /v3/api-docs,                                      VIEWER",
    "GET,    /api/2.0/mlflow/runs/get,                          VIEWER",
    "POST,   /api/2.0/mlflow/runs/search,                       VIEWER",
    "POST,   /ajax-api/2.0/mlflow/experiments/search,           VIEWER",
    "POST,   /api/2.0/mlflow/registered-models/get-latest-versions, VIEWER",
    "POST,   /api/2.0mlflow/experiments/search-datasets,        VIEWER",
    "POST,   /v2/models/flight_delay/infer,                     VIEWER",
    "POST,   /get-online-features,                              VIEWER",
    "POST,   /api/v1/features/online,                           VIEWER",
    "POST,   /api/2.0/mlflow/runs/create,                       BUILDER",
    "PUT,    /api/2.0/mlflow-artifacts/artifacts/1/2/x,         BUILDER",
    "DELETE, /api/2.0/mlflow/registered-models/delete,          BUILDER",
    "PUT,    /api/v1/models/m/versions/1/stage,                 BUILDER",
    "GET,    /api/v1/models/m/compare,                          VIEWER",
    "GET,    /api/v1/lineage,                                   VIEWER",
    "POST,   /api/v1/models/m/versions/1/decisions,             BUILDER",
    "PUT,    /api/v1/models/m/deployments/e,                    BUILDER",
    "GET,    /api/v1/imports,                                   OPERATOR",
    "POST,   /api/v1/imports,                                   OPERATOR",
    "POST,   /api/v1/outcomes,                                  BUILDER",
    "POST,   /api/v1/features/batches,                          BUILDER",
    "POST,   /push,                                             BUILDER",
    "POST,   /api/v1/training-sets,                             BUILDER",
    "POST,   /api/v1/training-plans/p/runs,                     BUILDER",
    "POST,   /api/v1/checks/c/runs,                             BUILDER",
    "POST,   /api/v1/comparisons,                               BUILDER",
    "PUT,    /api/v1/endpoints/e/split,                         OPERATOR",
    "POST,   /api/v1/endpoints/e/rollback,                      OPERATOR",
    "POST,   /api/v1/apply,                                     OPERATOR",
    "POST,   /api/v1/diff,                                      OPERATOR",
    "POST,   /api/v1/features/views/v/versions/1/retire,        OPERATOR",
    "POST,   /api/v1/checks/daily/retire,                       OPERATOR",
    "POST,   /api/v1/training-plans/weekly/retire,              OPERATOR",
    "POST,   /api/2.0/mlflow/webhooks,                          OPERATOR",
    "GET,    /api/v1/tokens,                                    OPERATOR",
    "POST,   /api/v1/tokens,                                    OPERATOR",
    "POST,   /v2/repository/models/m/load,                      OPERATOR",
    "POST,   /a/path/that/nobody/listed,                        OPERATOR",
    "BREW,   /api/v1/models,                                    OPERATOR"
  })
  void a_path_asks_for_a_role(String method, String path, Role role) {
    Permission permission = Permission.of(method, path).orElseThrow();

    assertThat(permission.role()).isEqualTo(role);
    for (Role has : Role.values()) {
      assertThat(permission.allows(new Caller("anna", has, Map.of())))
          .as(has + " " + permission)
          .isEqualTo(has.compareTo(role) >= 0);
    }
  }

  @Test
  void a_grant_for_one_model_opens_paths_where_the_face_looks_at_the_model_and_no_others() {
    Caller anna =
        new Caller("anna", Role.VIEWER, Map.of(new ModelName("flight_delay"), Role.OPERATOR));

    assertThat(allowed(anna, "POST", "/api/2.0/mlflow/model-versions/create")).isTrue();
    assertThat(allowed(anna, "PUT", "/api/v1/endpoints/flight_delay/split")).isTrue();
    assertThat(allowed(anna, "POST", "/api/v1/apply")).isFalse();
    assertThat(allowed(anna, "POST", "/api/v1/tokens")).isFalse();
    assertThat(allowed(anna, "POST", "/api/v1/features/batches")).isFalse();
  }

  private static boolean allowed(Caller caller, String method, String path) {
    return Permission.of(method, path).orElseThrow().allows(caller);
  }
}
