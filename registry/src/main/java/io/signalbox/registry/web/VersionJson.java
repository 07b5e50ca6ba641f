package io.signalbox.registry.web;

import io.signalbox.registry.RegisteredModel;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A version as this interface shows it. */
record VersionJson(
    int version,
    Stage stage,
    String source,
    Optional<String> runId,
    Map<String, String> tags,
    List<String> aliases,
    Instant createdAt) {

  static VersionJson of(RegisteredVersion version, RegisteredModel model) {
    int number = version.id().number();
    List<String> aliases = model.aliases().entrySet().stream()
        .filter(alias -> alias.getValue() == number)
        .map(Map.Entry::getKey)
        .toList();
    return new VersionJson(
        number,
        version.stage(),
        version.source(),
        version.runId(),
        version.tags(),
        aliases,
        version.createdAt());
  }
}
