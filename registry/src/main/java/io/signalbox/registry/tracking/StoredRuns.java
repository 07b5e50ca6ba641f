package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Tracking.RunStatus;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class StoredRuns implements Runs {
  private final JdbcClient jdbc;
  private final ExperimentReader experiments;
  private final RunReader reader;
  private final RunSearch search;
  private final RunParams params;
  private final RunTags tags;
  private final MetricLog metrics;
  private final MetricHistory history;
  private final Datasets datasets;
  private final RunModels models;
  private final Identities identities;
  private final Owners owners;
  private final Clock clock;

  StoredRuns(
      JdbcClient jdbc,
      ExperimentReader experiments,
      RunReader reader,
      RunSearch search,
      RunParams params,
      RunTags tags,
      MetricLog metrics,
      MetricHistory history,
      Datasets datasets,
      RunModels models,
      Identities identities,
      Owners owners,
      Clock clock) {
    this.jdbc = jdbc;
    this.experiments = experiments;
    this.reader = reader;
    this.search = search;
    this.params = params;
    this.tags = tags;
    this.metrics = metrics;
    this.history = history;
    this.datasets = datasets;
    this.models = models;
    this.identities = identities;
    this.owners = owners;
    this.clock = clock;
  }

  @Override
  public RunDetails create(NewRun run) {
    String author = owners.author();
    Experiment experiment = experiments.active(run.experimentId());
    String tagged = run.tags().getOrDefault(RunTags.RUN_NAME, "");
    if (!run.name().isEmpty() && !tagged.isEmpty() && !run.name().equals(tagged)) {
      throw new RegistryException.Invalid("Both 'run_name' argument and 'mlflow.runName' tag are"
          + " specified, but with different values (run_name='" + run.name()
          + "', mlflow.runName='" + tagged + "').");
    }
    UUID id = identities.next();
    String given = run.name().isEmpty() ? tagged : run.name();
    String name = given.isEmpty() ? Names.of(id) : given;
    Map<String, String> all = new LinkedHashMap<>(run.tags());
    all.put(RunTags.RUN_NAME, name);
    Allowed.batch(Batch.ofTags(all));
    RunInfo created = jdbc.sql("""
            INSERT INTO registry.runs (run_id, experiment_id, name, user_id, status, start_millis, artifact_uri, author)
            VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?) RETURNING *
            """)
        .params(
            id,
            experiment.id(),
            name,
            run.userId(),
            run.startMillis(),
            experiment.artifactLocation() + "/" + Identities.hex(id) + "/artifacts",
            author)
        .query(RunReader.INFO)
        .single();
    tags.put(id, all);
    return new RunDetails(
        created, List.of(), Map.of(), RunTags.cut(all), List.of(), List.of(), List.of());
  }

  @Override
  @Transactional(readOnly = true)
  public RunDetails get(String id) {
    return reader.details(reader.info(id));
  }

  @Override
  public RunInfo update(
      String id, Optional<RunStatus> status, OptionalLong endMillis, Optional<String> name) {
    UUID run = key(changing(reader.active(id)));
    Optional<String> newName = name.filter(given -> !given.isEmpty());
    newName.ifPresent(given -> tags.put(run, Map.of(RunTags.RUN_NAME, given)));
    return jdbc.sql("""
        UPDATE registry.runs SET status = coalesce(:status, status),
          end_millis = coalesce(:end, end_millis), name = coalesce(:name, name)
        WHERE run_id = :run RETURNING *
        """)
        .param("status", status.map(RunStatus::name).orElse(null), java.sql.Types.VARCHAR)
        .param("end", endMillis.isPresent() ? endMillis.getAsLong() : null, java.sql.Types.BIGINT)
        .param("name", newName.orElse(null), java.sql.Types.VARCHAR)
        .param("run", run)
        .query(RunReader.INFO)
        .single();
  }

  @Override
  public void log(String id, Batch batch) {
    Allowed.batch(batch);
    UUID run = key(changing(reader.active(id)));
    if (!batch.params().isEmpty()) {
      params.log(run, batch.params());
    }
    metrics.append(run, batch.metrics());
    if (!batch.tags().isEmpty()) {
      Map<String, String> given = new LinkedHashMap<>();
      batch.tags().forEach(tag -> given.put(tag.getKey(), tag.getValue()));
      tags.set(run, given);
    }
  }

  @Override
  public void logMetric(String id, MetricPoint point) {
    Allowed.metric(point, "");
    metrics.append(key(changing(reader.active(id))), List.of(point));
  }

  @Override
  public void logParam(String id, String key, String value) {
    Allowed.key(key, "key", "Param key");
    params.log(key(changing(reader.active(id))), key, value);
  }

  @Override
  public void setTag(String id, String key, String value) {
    Allowed.key(key, "key", "key");
    tags.set(key(changing(reader.active(id))), Map.of(key, value));
  }

  @Override
  public void deleteTag(String id, String key) {
    tags.delete(key(changing(reader.active(id))), key);
  }

  @Override
  public void delete(String id) {
    jdbc.sql("UPDATE registry.runs SET lifecycle = 'deleted', deleted_millis = ? WHERE run_id = ?")
        .params(clock.millis(), key(changing(reader.info(id))))
        .update();
  }

  @Override
  public void restore(String id) {
    jdbc.sql(
            "UPDATE registry.runs SET lifecycle = 'active', deleted_millis = NULL WHERE run_id = ?")
        .params(key(changing(reader.info(id))))
        .update();
  }

  @Override
  public void recordModel(String id, String modelJson) {
    tags.recordModel(key(changing(reader.active(id))), modelJson);
  }

  @Override
  public void logInputs(String id, List<Dataset> read, List<String> modelIds) {
    RunInfo run = changing(reader.active(id));
    datasets.read(key(run), run.experimentId(), read);
    models.readModels(key(run), modelIds);
  }

  @Override
  public void logOutputs(String id, List<RunDetails.ModelOutput> written) {
    models.wrote(key(changing(reader.active(id))), written);
  }

  @Override
  @Transactional(readOnly = true)
  public Page<RunDetails> search(List<String> experimentIds, View view, SearchRequest request) {
    return search.find(experimentIds, view, request).map(reader::details);
  }

  @Override
  @Transactional(readOnly = true)
  public Page<MetricPoint> history(String id, String metric, PageRequest page) {
    return history.of(key(reader.info(id)), metric, page);
  }

  @Override
  @Transactional(readOnly = true)
  public List<RunMetric> histories(List<String> ids, String metric, int most) {
    return history.of(keys(ids), metric, most);
  }

  @Override
  @Transactional(readOnly = true)
  public List<RunMetric> samples(
      List<String> ids, String metric, Optional<StepRange> steps, int mostOfRun) {
    return history.samples(keys(ids), metric, steps, mostOfRun);
  }

  private RunInfo changing(RunInfo run) {
    owners.requireRun(run);
    return run;
  }

  /** Ids that were never minted have no history. */
  private static List<UUID> keys(List<String> ids) {
    return ids.stream().map(Identities::parse).flatMap(Optional::stream).toList();
  }

  private static UUID key(RunInfo run) {
    return Identities.parse(run.id()).orElseThrow();
  }
}
