package io.signalbox.registry.lineage;

import io.signalbox.registry.Deployments;
import io.signalbox.registry.Lineage;
import io.signalbox.registry.Lineages;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Tracking;
import io.signalbox.registry.VersionDetails;
import io.signalbox.registry.tracking.Dataset;
import io.signalbox.registry.tracking.RunDetails;
import io.signalbox.registry.tracking.RunInfo;
import io.signalbox.registry.tracking.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional(readOnly = true)
class LineageService implements Lineages {
  private static final String CONTEXT_TAG = "mlflow.data.context";

  private final Models models;
  private final Tracking tracking;
  private final Runs runs;
  private final Deployments deployments;
  private final Descendants descendants;

  LineageService(
      Models models,
      Tracking tracking,
      Runs runs,
      Deployments deployments,
      Descendants descendants) {
    this.models = models;
    this.tracking = tracking;
    this.runs = runs;
    this.deployments = deployments;
    this.descendants = descendants;
  }

  @Override
  public Lineage of(ModelVersion id) {
    VersionDetails details = models.version(id);
    RegisteredVersion version = details.version();
    Optional<RunDetails> run =
        version.runId().flatMap(tracking::run).map(known -> runs.get(known.id()));
    Tags tags = new Tags(version.tags(), run.map(RunDetails::tags).orElse(Map.of()));
    return new Lineage(
        id.model(),
        id.number(),
        version.stage(),
        version.source(),
        version.createdAt(),
        details.author(),
        tags.find(Lineage.TRAINING_SET_TAG),
        tags.find(Lineage.FEATURE_SERVICE_TAG),
        run.map(RunDetails::info).map(LineageService::run),
        code(tags),
        run.map(RunDetails::params).orElse(Map.of()),
        run.map(RunDetails::datasets).orElse(List.of()).stream()
            .map(LineageService::dataset)
            .toList(),
        Optional.of(details.loggedModelId()).filter(logged -> !logged.isEmpty()),
        deployments.of(id));
  }

  @Override
  public List<Descendant> from(Ancestor ancestor) {
    return descendants.of(ancestor);
  }

  private static Lineage.Run run(RunInfo info) {
    return new Lineage.Run(
        info.id(),
        Long.toString(info.experimentId()),
        info.name(),
        info.status(),
        info.userId(),
        Instant.ofEpochMilli(info.startMillis()),
        info.endMillis().isPresent()
            ? Optional.of(Instant.ofEpochMilli(info.endMillis().getAsLong()))
            : Optional.empty());
  }

  private static Lineage.Code code(Tags tags) {
    return new Lineage.Code(
        Lineage.CODE_TAGS.stream().flatMap(key -> tags.find(key).stream()).findFirst(),
        tags.find("mlflow.source.name"),
        tags.find("mlflow.source.git.repoURL"));
  }

  private static Lineage.Dataset dataset(Dataset read) {
    return new Lineage.Dataset(
        read.name(), read.digest(), Optional.ofNullable(read.tags().get(CONTEXT_TAG)));
  }

  /** The version's own go before its run's; a blank one says nothing. */
  private record Tags(Map<String, String> ofVersion, Map<String, String> ofRun) {
    Optional<String> find(String key) {
      return Optional.ofNullable(ofVersion.get(key))
          .or(() -> Optional.ofNullable(ofRun.get(key)))
          .filter(value -> !value.isBlank());
    }
  }
}
