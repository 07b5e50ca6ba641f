package io.signalbox.registry.mlflow;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Models;
import io.signalbox.registry.tracking.LoggedModels;
import io.signalbox.registry.tracking.Runs;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Artifacts of a run, a logged model or a version: listed and read by their path within it. */
@RestController
class OwnedArtifactsController {
  private final Artifacts artifacts;
  private final Runs runs;
  private final LoggedModels loggedModels;
  private final Models models;

  OwnedArtifactsController(
      Artifacts artifacts, Runs runs, LoggedModels loggedModels, Models models) {
    this.artifacts = artifacts;
    this.runs = runs;
    this.loggedModels = loggedModels;
    this.models = models;
  }

  @GetMapping({"/api/2.0/mlflow/artifacts/list", "/ajax-api/2.0/mlflow/artifacts/list"})
  ObjectNode listOfRun(Call call) throws IOException {
    return ArtifactList.below(
        artifacts, runs.get(call.runId()).info().artifactUri(), call.text("path"));
  }

  @GetMapping({
    "/api/2.0/mlflow/logged-models/{id}/artifacts/directories",
    "/ajax-api/2.0/mlflow/logged-models/{id}/artifacts/directories"
  })
  ObjectNode listOfModel(@PathVariable String id, Call call) throws IOException {
    return ArtifactList.below(
        artifacts, loggedModels.get(id).artifactUri(), call.text("artifact_directory_path"));
  }

  @GetMapping("/get-artifact")
  void fileOfRun(Call call, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String uri = runs.get(call.runId()).info().artifactUri();
    Download.of(artifacts, Download.pathBelow(uri, call.required("path")), request, response);
  }

  @GetMapping("/model-versions/get-artifact")
  void fileOfVersion(Call call, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String uri = models.version(call.modelVersion()).storageUri();
    Download.of(artifacts, Download.pathBelow(uri, call.required("path")), request, response);
  }

  @GetMapping({
    "/api/2.0/mlflow/logged-models/{id}/artifacts/files",
    "/ajax-api/2.0/mlflow/logged-models/{id}/artifacts/files"
  })
  void fileOfModel(
      @PathVariable String id, Call call, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String uri = loggedModels.get(id).artifactUri();
    Download.of(
        artifacts, Download.pathBelow(uri, call.required("artifact_file_path")), request, response);
  }
}
