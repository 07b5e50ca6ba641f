package io.signalbox.registry.mlflow;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Artifacts.ArtifactInfo;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.tracking.LoggedModels;
import io.signalbox.registry.tracking.Runs;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Artifacts up, down and listed, streamed: no file is held in memory. */
@RestController
class ArtifactsController {
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";
  private static final String AJAX_PROXY = "/ajax-api/2.0/mlflow-artifacts/artifacts";

  private final Artifacts artifacts;
  private final Runs runs;
  private final LoggedModels models;

  ArtifactsController(Artifacts artifacts, Runs runs, LoggedModels models) {
    this.artifacts = artifacts;
    this.runs = runs;
    this.models = models;
  }

  @PutMapping({PROXY + "/**", AJAX_PROXY + "/**"})
  ObjectNode upload(HttpServletRequest request) throws IOException {
    artifacts.write(path(request), request.getInputStream());
    return Json.empty();
  }

  @GetMapping({PROXY + "/**", AJAX_PROXY + "/**"})
  void download(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = path(request);
    ArtifactInfo file =
        artifacts.find(path).filter(found -> !found.folder()).orElseThrow(() -> unknown(path));
    try (InputStream content = artifacts.read(path)) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
      response.setContentLengthLong(file.bytes());
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment()
              .filename(name, StandardCharsets.UTF_8)
              .build()
              .toString());
      response.setHeader("X-Content-Type-Options", "nosniff");
      content.transferTo(response.getOutputStream());
    }
  }

  @DeleteMapping({PROXY + "/**", AJAX_PROXY + "/**"})
  ObjectNode delete(HttpServletRequest request) throws IOException {
    artifacts.delete(path(request));
    return Json.empty();
  }

  /** Names without their folder, as MLflow's proxy lists them. */
  @GetMapping({PROXY, AJAX_PROXY})
  ObjectNode list(Call call) throws IOException {
    return files(call.text("path"), "");
  }

  @GetMapping({"/api/2.0/mlflow/artifacts/list", "/ajax-api/2.0/mlflow/artifacts/list"})
  ObjectNode listOfRun(Call call) throws IOException {
    return listBelow(runs.get(call.runId()).info().artifactUri(), call.text("path"));
  }

  @GetMapping({
    "/api/2.0/mlflow/logged-models/{id}/artifacts/directories",
    "/ajax-api/2.0/mlflow/logged-models/{id}/artifacts/directories"
  })
  ObjectNode listOfModel(@PathVariable String id, Call call) throws IOException {
    return listBelow(models.get(id).artifactUri(), call.text("artifact_directory_path"));
  }

  /** Paths relative to the run or model. */
  private ObjectNode listBelow(String rootUri, String path) throws IOException {
    String root = Artifacts.pathOf(rootUri)
        .orElseThrow(() -> MlflowException.invalid("artifacts: " + rootUri + " (expected: here)"));
    ObjectNode answer = files(path.isEmpty() ? root : root + "/" + path, path);
    answer.put("root_uri", rootUri);
    return answer;
  }

  private ObjectNode files(String folder, String shownFolder) throws IOException {
    ObjectNode answer = Json.empty();
    ArrayNode files = answer.putArray("files");
    for (ArtifactInfo file : artifacts.list(folder)) {
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      ObjectNode info = files.addObject();
      info.put("path", shownFolder.isEmpty() ? name : shownFolder + "/" + name);
      info.put("is_dir", file.folder());
      if (!file.folder()) {
        info.put("file_size", file.bytes());
      }
    }
    return answer;
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

  private static RegistryException unknown(String path) {
    return new RegistryException.NotFound("No such artifact: '" + path + "'");
  }
}
