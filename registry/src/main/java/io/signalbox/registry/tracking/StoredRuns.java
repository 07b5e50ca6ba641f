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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

@Service
@Transactional
class StoredRuns implements Runs {
  static final String RUN_NAME = "mlflow.runName";
  static final String LOGGED_MODELS = "mlflow.log-model.history";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient jdbc;
  private final Experiments experiments;
  private final RunReader reader;
  private final RunSearch search;
  private final MetricLog metrics;
  private final RunLineage lineage;
  private final Identities identities;
  private final Clock clock;

  StoredRuns(
      JdbcClient jdbc,
      Experiments experiments,
      RunReader reader,
      RunSearch search,
      MetricLog metrics,
      RunLineage lineage,
      Identities identities,
      Clock clock) {
    this.jdbc = jdbc;
    this.experiments = experiments;
    this.reader = reader;
    this.search = search;
    this.metrics = metrics;
    this.lineage = lineage;
    this.identities = identities;
    this.clock = clock;
  }

  @Override
  public RunDetails create(NewRun run) {
    Experiment experiment = experiments.get(run.experimentId());
    StoredExperiments.requireActive(experiment);
    String tagged = run.tags().getOrDefault(RUN_NAME, "");
    if (!run.name().isEmpty() && !tagged.isEmpty() && !run.name().equals(tagged)) {
      throw new RegistryException.Invalid("Both 'run_name' argument and 'mlflow.runName' tag are"
          + " specified, but with different values (run_name='" + run.name()
          + "', mlflow.runName='" + tagged + "').");
    }
    UUID id = identities.next();
    String given = run.name().isEmpty() ? tagged : run.name();
    String name = given.isEmpty() ? Names.of(id) : given;
    Map<String, String> tags = new LinkedHashMap<>(run.tags());
    tags.put(RUN_NAME, name);
    Allowed.batch(Batch.ofTags(tags));
    RunInfo created = jdbc.sql("""
            INSERT INTO registry.runs (run_id, experiment_id, name, user_id, status, start_millis, artifact_uri)
            VALUES (?, ?, ?, ?, 'RUNNING', ?, ?) RETURNING *
            """)
        .params(
            id,
            experiment.id(),
            name,
            run.userId(),
            run.startMillis(),
            experiment.artifactLocation() + "/" + Identities.hex(id) + "/artifacts")
        .query(RunReader.INFO)
        .single();
    putTags(id, tags);
    return new RunDetails(created, List.of(), Map.of(), cut(tags), List.of(), List.of(), List.of());
  }

  @Override
  @Transactional(readOnly = true)
  public RunDetails get(String id) {
    return reader.details(reader.info(id));
  }

  @Override
  public RunInfo update(
      String id, Optional<RunStatus> status, OptionalLong endMillis, Optional<String> name) {
    UUID run = key(reader.active(id));
    Optional<String> newName = name.filter(given -> !given.isEmpty());
    newName.ifPresent(given -> putTags(run, Map.of(RUN_NAME, given)));
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
    UUID run = key(reader.active(id));
    if (!batch.params().isEmpty()) {
      addParams(id, run, batch.params());
    }
    metrics.append(run, batch.metrics());
    if (!batch.tags().isEmpty()) {
      Map<String, String> tags = new LinkedHashMap<>();
      batch.tags().forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
      if (tags.containsKey(RUN_NAME)) {
        jdbc.sql("UPDATE registry.runs SET name = ? WHERE run_id = ?")
            .params(tags.get(RUN_NAME), run)
            .update();
      }
      putTags(run, tags);
    }
  }

  @Override
  public void deleteTag(String id, String key) {
    UUID run = key(reader.active(id));
    int deleted = jdbc.sql("DELETE FROM registry.run_tags WHERE run_id = ? AND key = ?")
        .params(run, key)
        .update();
    if (deleted == 0) {
      throw new RegistryException.NotFound("No tag with name: " + key + " in run with id " + id);
    }
  }

  @Override
  public void delete(String id) {
    jdbc.sql("UPDATE registry.runs SET lifecycle = 'deleted', deleted_millis = ? WHERE run_id = ?")
        .params(clock.millis(), key(reader.info(id)))
        .update();
  }

  @Override
  public void restore(String id) {
    jdbc.sql(
            "UPDATE registry.runs SET lifecycle = 'active', deleted_millis = NULL WHERE run_id = ?")
        .params(key(reader.info(id)))
        .update();
  }

  @Override
  public void recordModel(String id, String modelJson) {
    UUID run = key(reader.active(id));
    // The row lock keeps two models that are recorded at once from losing one
    jdbc.sql("SELECT 1 FROM registry.runs WHERE run_id = ? FOR UPDATE")
        .params(run)
        .query(Integer.class)
        .single();
    String history = jdbc.sql("SELECT value FROM registry.run_tags WHERE run_id = ? AND key = ?")
        .params(run, LOGGED_MODELS)
        .query(String.class)
        .optional()
        .orElse("[]");
    try {
      ArrayNode models = (ArrayNode) JSON.readTree(history);
      models.add(JSON.readTree(modelJson));
      jdbc.sql("""
          INSERT INTO registry.run_tags (run_id, key, value) VALUES (?, ?, ?)
          ON CONFLICT (run_id, key) DO UPDATE SET value = EXCLUDED.value
          """).params(run, LOGGED_MODELS, JSON.writeValueAsString(models)).update();
    } catch (JacksonException | ClassCastException e) {
      throw new RegistryException.Invalid(
          "tag '" + LOGGED_MODELS + "' of run " + id + " (expected: a JSON list)");
    }
  }

  @Override
  public void logInputs(String id, List<Dataset> datasets, List<String> modelIds) {
    RunInfo run = reader.active(id);
    lineage.read(key(run), run.experimentId(), datasets);
    lineage.readModels(key(run), modelIds);
  }

  @Override
  public void logOutputs(String id, List<RunDetails.ModelOutput> models) {
    lineage.wrote(key(reader.active(id)), models);
  }

  @Override
  @Transactional(readOnly = true)
  public Page<RunDetails> search(List<String> experimentIds, View view, SearchRequest request) {
    return search.find(experimentIds, view, request).map(reader::details);
  }

  @Override
  @Transactional(readOnly = true)
  public Page<MetricPoint> history(String id, String metric, PageRequest page) {
    return metrics.history(key(reader.info(id)), metric, page);
  }

  /** A param is written once: the same value again is nothing, another value is refused with the batch. */
  private void addParams(String id, UUID run, List<Map.Entry<String, String>> given) {
    List<Map.Entry<String, String>> params = given.stream()
        .map(p -> Map.entry(p.getKey(), Allowed.cut(p.getValue(), Allowed.PARAM_LENGTH)))
        .toList();
    Pairs columns = Pairs.of(params);
    int added = jdbc.sql("""
            INSERT INTO registry.params (run_id, key, value)
            SELECT :run, key, value FROM unnest(:keys::text[], :values::text[]) AS given (key, value)
            ORDER BY key
            ON CONFLICT (run_id, key) DO NOTHING
            """)
        .param("run", run)
        .param("keys", columns.keys())
        .param("values", columns.values())
        .update();
    if (added == params.size()) {
      return;
    }
    Map<String, String> now = new LinkedHashMap<>();
    jdbc.sql("SELECT key, value FROM registry.params WHERE run_id = ? AND key = ANY (?)")
        .params(run, columns.keys())
        .query(row -> {
          now.put(row.getString(1), row.getString(2));
        });
    for (Map.Entry<String, String> param : params) {
      String old = now.get(param.getKey());
      if (!param.getValue().equals(old)) {
        throw new RegistryException.Invalid("Changing param values is not allowed. Param with key='"
            + param.getKey() + "' was already logged with value='" + old + "' for run ID='" + id
            + "'. Attempted logging new value '" + param.getValue() + "'.");
      }
    }
  }

  private void putTags(UUID run, Map<String, String> tags) {
    Pairs columns = Pairs.of(cut(tags));
    jdbc.sql("""
        INSERT INTO registry.run_tags (run_id, key, value)
        SELECT :run, key, value FROM unnest(:keys::text[], :values::text[]) AS given (key, value)
        ORDER BY key
        ON CONFLICT (run_id, key) DO UPDATE SET value = EXCLUDED.value
        """)
        .param("run", run)
        .param("keys", columns.keys())
        .param("values", columns.values())
        .update();
  }

  private static Map<String, String> cut(Map<String, String> tags) {
    Map<String, String> result = new LinkedHashMap<>();
    tags.forEach((key, value) -> result.put(key, Allowed.cut(value, Allowed.TAG_LENGTH)));
    return result;
  }

  private static UUID key(RunInfo run) {
    return Identities.parse(run.id()).orElseThrow();
  }
}
