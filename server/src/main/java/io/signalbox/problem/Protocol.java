package io.signalbox.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** In whose words a path is refused that no servlet of its own gets to see. */
enum Protocol {
  MLFLOW,
  INFERENCE,
  SIGNALBOX;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Of a path as it was sent. */
  static Protocol of(String path) {
    if (Stream.of("/api/2.0/", "/api/3.0/", "/ajax-api/").anyMatch(path::startsWith)) {
      return MLFLOW;
    }
    return path.equals("/v2") || path.startsWith("/v2/") ? INFERENCE : SIGNALBOX;
  }

  String contentType() {
    return this == SIGNALBOX
        ? MediaType.APPLICATION_PROBLEM_JSON_VALUE
        : MediaType.APPLICATION_JSON_VALUE;
  }

  byte[] body(ProblemDetail problem) {
    String detail = String.valueOf(problem.getDetail());
    Map<String, Object> body = new LinkedHashMap<>();
    switch (this) {
      case MLFLOW -> {
        body.put("error_code", "INVALID_PARAMETER_VALUE");
        body.put("message", detail);
      }
      case INFERENCE -> body.put("error", detail);
      case SIGNALBOX -> {
        body.put("type", problem.getType());
        body.put("title", problem.getTitle());
        body.put("status", problem.getStatus());
        body.put("detail", detail);
      }
    }
    return JSON.writeValueAsBytes(body);
  }
}
