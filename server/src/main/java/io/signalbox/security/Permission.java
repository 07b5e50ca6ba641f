package io.signalbox.security;

import io.signalbox.registry.Caller;
import io.signalbox.registry.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a path asks of its caller. What is listed nowhere asks a viewer to read it and an operator to change it.
 *
 * @param withAnyModel whether a grant for one model is enough here, because the face looks at the model itself
 */
record Permission(Role role, boolean withAnyModel) {
  private static final Set<String> OPEN =
      Set.of("/actuator/health", "/health", "/version", "/v2/health/live", "/v2/health/ready");

  private static final List<String> MLFLOW = List.of(
      "/api/2.0", "/api/3.0", "/ajax-api/"); // also /api/2.0mlflow, where MLflow forgets a slash

  private static final List<String> BUILDING = List.of(
      "/api/v1/features/",
      "/api/v1/training-sets",
      "/api/v1/training-plans/",
      "/api/v1/checks/",
      "/api/v1/comparisons",
      "/push",
      "/write-to-online-store",
      "/materialize");

  static final Permission READ = new Permission(Role.VIEWER, false);
  private static final Permission BUILD = new Permission(Role.BUILDER, false);
  private static final Permission BUILD_A_MODEL = new Permission(Role.BUILDER, true);
  private static final Permission OPERATE_A_MODEL = new Permission(Role.OPERATOR, true);
  private static final Permission OPERATE = new Permission(Role.OPERATOR, false);

  /** Empty where anybody may: whether the server lives and what it is. */
  static Optional<Permission> of(String method, String path) {
    if (OPEN.contains(path) || path.startsWith("/actuator/health/")) {
      return Optional.empty();
    }
    if (path.startsWith("/api/v1/tokens") || path.startsWith("/api/v1/imports")) {
      return Optional.of(OPERATE);
    }
    boolean reads = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    return Optional.of(reads || asks(path) ? READ : toChange(path));
  }

  static boolean isMlflow(String path) {
    return MLFLOW.stream().anyMatch(path::startsWith);
  }

  /** Questions that need a body. */
  private static boolean asks(String path) {
    return (path.startsWith("/v2/models/") && path.endsWith("/infer"))
        || path.equals("/get-online-features")
        || path.equals("/api/v1/features/online")
        || (isMlflow(path)
            && Stream.of("/search", "/search-datasets", "/get-latest-versions")
                .anyMatch(path::endsWith));
  }

  private static Permission toChange(String path) {
    if (isMlflow(path)) {
      return path.contains("/mlflow/webhooks") ? OPERATE : BUILD_A_MODEL;
    }
    if (path.startsWith("/api/v1/models/") || path.equals("/api/v1/outcomes")) {
      return BUILD_A_MODEL;
    }
    if (path.startsWith("/api/v1/endpoints/")) {
      return OPERATE_A_MODEL;
    }
    if (path.startsWith("/api/v1/") && path.endsWith("/retire")) {
      return OPERATE; // the opposite of an apply
    }
    return BUILDING.stream().anyMatch(path::startsWith) ? BUILD : OPERATE;
  }

  boolean allows(Caller caller) {
    Role has = withAnyModel ? caller.greatestRole() : caller.role();
    return has.covers(role);
  }
}
