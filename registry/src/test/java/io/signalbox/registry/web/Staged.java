package io.signalbox.registry.web;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shared registry, over its faces and over both interfaces. */
final class Staged {
  static final Attribution WHY = new Attribution("tester", "because");

  final RegistryServer server;
  final Registry registry;
  final Models models;
  final Tracking tracking;

  Staged(RegistryServer server) {
    this.server = server;
    registry = server.bean(Registry.class);
    models = server.bean(Models.class);
    tracking = server.bean(Tracking.class);
  }

  ModelName model(String name, Gate... gates) {
    ModelName model = new ModelName(name);
    registry.apply(new ModelDefinition(model, "", List.of(gates)), WHY);
    return model;
  }

  ModelVersion version(ModelName model, Map<String, Double> metrics) {
    Tracking.Run run = tracking.startRun(tracking.experiment("stages"), "r", Map.of());
    tracking.logMetrics(run.id(), metrics);
    return registry
        .createVersion(
            new NewVersion(
                model, "runs:/" + run.id() + "/model", Optional.of(run.id()), "", Map.of()),
            WHY)
        .id();
  }

  Answer put(ModelVersion version, String body) {
    return server.send(
        "PUT",
        "/api/v1/models/" + version.model() + "/versions/" + version.number() + "/stage",
        body);
  }

  Answer transition(ModelVersion version, String stage) {
    return server.post(
        "/api/2.0/mlflow/model-versions/transition-stage",
        "{'name': '" + version.model() + "', 'version': '" + version.number() + "', 'stage': '"
            + stage + "'}");
  }

  List<Stage> stages(ModelName model) {
    return registry.versions(model).stream().map(RegisteredVersion::stage).toList();
  }
}
