package io.signalbox.registry.mlflow;

import io.signalbox.registry.Artifacts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** MLflow's artifact proxy: files up, down, listed and deleted by their path in the store, none held in memory. */
@RestController
class ArtifactsController {
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";
  private static final String AJAX_PROXY = "/ajax-api/2.0/mlflow-artifacts/artifacts";

  private final Artifacts artifacts;

  ArtifactsController(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  @PutMapping({PROXY + "/**", AJAX_PROXY + "/**"})
  ObjectNode upload(HttpServletRequest request) throws IOException {
    artifacts.write(path(request), request.getInputStream());
    return Json.empty();
  }

  @GetMapping({PROXY + "/**", AJAX_PROXY + "/**"})
  void download(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Download.of(artifacts, path(request), request, response);
  }

  @DeleteMapping({PROXY + "/**", AJAX_PROXY + "/**"})
  ObjectNode delete(HttpServletRequest request) throws IOException {
    artifacts.delete(path(request));
    return Json.empty();
  }

  /** Names without their folder, as MLflow's proxy lists them. */
  @GetMapping({PROXY, AJAX_PROXY})
  ObjectNode list(Call call) throws IOException {
    return ArtifactList.of(artifacts, call.text("path"), "");
  }

  /** What stands after the prefix, decoded once: the store refuses what leaves it. */
  private static String path(HttpServletRequest request) {
    String uri = request.getRequestURI();
    String prefix = uri.startsWith(AJAX_PROXY) ? AJAX_PROXY : PROXY;
    if (!uri.startsWith(prefix + "/")) {
      throw MlflowException.invalid("Invalid path");
    }
    try {
      return URLDecoder.decode(
          uri.substring(prefix.length() + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw MlflowException.invalid("Invalid path");
    }
  }
}
