package io.signalbox.registry.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What clients ask of the server itself, and the answer to whatever else they ask. */
@RestController
class ServerController {
  /** The newest MLflow whose clients are tested with this server; some adapt to it. */
  static final String MLFLOW_VERSION = "3.17.2";

  @GetMapping(path = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
  String health() {
    return "OK";
  }

  @GetMapping(path = "/version", produces = MediaType.TEXT_PLAIN_VALUE)
  String version() {
    return MLFLOW_VERSION;
  }

  /** True only for what is served. */
  @GetMapping({"/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"})
  ObjectNode info() {
    ObjectNode info = Json.empty();
    info.put("store_type", "SqlStore");
    info.put("workspaces_enabled", false);
    info.put("trace_archival_enabled", false);
    info.put("multipart_uploads_enabled", false);
    info.put("multipart_downloads_enabled", false);
    info.put("presigned_upload_run_id_supported", false);
    info.put("presigned_upload_model_id_supported", false);
    info.putObject("features_enabled");
    return info;
  }

  @RequestMapping({"/api/2.0/**", "/api/3.0/**", "/ajax-api/**"})
  ResponseEntity<ObjectNode> notServed(HttpServletRequest request) {
    return MlflowErrors.answer(
        ErrorCode.ENDPOINT_NOT_FOUND,
        "API path not found: " + request.getMethod() + " " + request.getRequestURI());
  }
}
