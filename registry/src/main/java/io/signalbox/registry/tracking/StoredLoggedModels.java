package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import io.signalbox.registry.search.Filter;
import io.signalbox.registry.search.Key;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import io.signalbox.registry.search.Searchable;
import io.signalbox.registry.search.Searchable.Attribute;
import io.signalbox.registry.search.Searchable.Detail;
import io.signalbox.registry.search.Searchable.Use;
import io.signalbox.registry.search.Searchable.ValueKind;
import io.signalbox.registry.search.SqlTranslator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class StoredLoggedModels implements LoggedModels {
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[/:.%\"']");

  private static final Searchable SEARCHABLE =
      new Searchable(attributes(), details(), List.of("m.created_millis DESC", "m.model_id"));

  private final JdbcClient jdbc;
  private final ExperimentReader experiments;
  private final LoggedModelReader reader;
  private final Identities identities;
  private final Clock clock;

  StoredLoggedModels(
      JdbcClient jdbc,
      ExperimentReader experiments,
      LoggedModelReader reader,
      Identities identities,
      Clock clock) {
    this.jdbc = jdbc;
    this.experiments = experiments;
    this.reader = reader;
    this.identities = identities;
    this.clock = clock;
  }

  @Override
  public LoggedModel create(NewLoggedModel model) {
    if (NOT_IN_NAMES.matcher(model.name()).find()) {
      throw new RegistryException.Invalid("Invalid model name ('" + model.name()
          + "') provided. Model name must be a non-empty string and cannot contain the following"
          + " characters: ('/', ':', '.', '%', '\"', \"'\")");
    }
    Experiment experiment = experiments.active(model.experimentId());
    UUID uuid = identities.next();
    String id = "m-" + Identities.hex(uuid);
    long now = clock.millis();
    jdbc.sql("""
        INSERT INTO registry.logged_models (model_id, experiment_id, name, artifact_uri, model_type,
            source_run_id, status, created_millis, updated_millis)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
        .params(
            id,
            experiment.id(),
            model.name().isEmpty() ? Names.of(uuid) : model.name(),
            experiment.artifactLocation() + "/models/" + id + "/artifacts",
            model.modelType(),
            model.sourceRunId(),
            LoggedModel.Status.PENDING.number(),
            now,
            now)
        .update();
    logParams(id, model.params());
    setTags(id, model.tags());
    return reader.get(id);
  }

  @Override
  @Transactional(readOnly = true)
  public LoggedModel get(String id) {
    return reader.get(id);
  }

  @Override
  public LoggedModel finish(String id, LoggedModel.Status status) {
    jdbc.sql("UPDATE registry.logged_models SET status = ?, updated_millis = ?"
            + " WHERE model_id = ? AND lifecycle = 'active'")
        .params(status.number(), clock.millis(), id)
        .update();
    return reader.get(id);
  }

  @Override
  public void logParams(String id, Map<String, String> params) {
    put(id, "registry.logged_model_params", params);
  }

  @Override
  public void setTags(String id, Map<String, String> tags) {
    put(id, "registry.logged_model_tags", tags);
  }

  @Override
  public void deleteTag(String id, String key) {
    reader.require(id);
    int deleted = jdbc.sql("DELETE FROM registry.logged_model_tags WHERE model_id = ? AND key = ?")
        .params(id, key)
        .update();
    if (deleted == 0) {
      throw new RegistryException.NotFound(
          "No tag with key '" + key + "' found for model with ID '" + id + "'.");
    }
  }

  @Override
  public void delete(String id) {
    reader.require(id);
    jdbc.sql("UPDATE registry.logged_models SET lifecycle = 'deleted', updated_millis = ?"
            + " WHERE model_id = ?")
        .params(clock.millis(), id)
        .update();
  }

  @Override
  @Transactional(readOnly = true)
  public Page<LoggedModel> search(List<String> experimentIds, SearchRequest request) {
    SqlTranslator translator = new SqlTranslator(SEARCHABLE);
    SqlTranslator.Sql where = translator.where(Filter.parse(request.filter()));
    SqlTranslator.Sql order = translator.orderBy(request.orderBy(), List.of());
    List<Object> parameters = new ArrayList<>();
    parameters.add(experimentIds.stream().map(ExperimentReader::number).toArray(Long[]::new));
    parameters.addAll(where.parameters());
    parameters.addAll(order.parameters());
    parameters.add(request.page().size() + 1L);
    parameters.add(request.page().offset());
    List<LoggedModel> found = jdbc.sql("SELECT m.* FROM registry.logged_models m\n"
            + "WHERE m.experiment_id = ANY (?) AND m.lifecycle = 'active'\n  AND "
            + where.text() + "\nORDER BY " + order.text() + " LIMIT ? OFFSET ?")
        .params(parameters)
        .query(LoggedModelReader.ROW)
        .list();
    return Page.of(found, request.page()).map(reader::withDetails);
  }

  private void put(String id, String table, Map<String, String> rows) {
    reader.require(id);
    rows.keySet().forEach(key -> Allowed.length("key", Allowed.KEY_LENGTH, key));
    Pairs columns = Pairs.of(rows);
    jdbc.sql("INSERT INTO " + table + """
         (model_id, key, value)
        SELECT :id, key, value FROM unnest(:keys::text[], :values::text[]) AS given (key, value)
        ON CONFLICT (model_id, key) DO UPDATE SET value = EXCLUDED.value
        """)
        .param("id", id)
        .param("keys", columns.keys())
        .param("values", columns.values())
        .update();
  }

  private static Map<String, Attribute> attributes() {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    for (String name : List.of("name", "model_id", "model_type", "source_run_id")) {
      attributes.put(name, new Attribute("m." + name, ValueKind.TEXT, Use.FILTER_AND_ORDER));
    }
    attributes.put(
        "status",
        new Attribute(
            "(ARRAY['PENDING', 'READY', 'UPLOAD_FAILED'])[m.status]",
            ValueKind.TEXT,
            Use.FILTER_AND_ORDER));
    for (String name : List.of("creation_timestamp", "creation_timestamp_ms", "creation_time")) {
      attributes.put(
          name, new Attribute("m.created_millis", ValueKind.NUMBER, Use.FILTER_AND_ORDER));
    }
    for (String name : List.of("last_updated_timestamp", "last_updated_timestamp_ms")) {
      attributes.put(
          name, new Attribute("m.updated_millis", ValueKind.NUMBER, Use.FILTER_AND_ORDER));
    }
    return attributes;
  }

  /** The latest point of each metric is the one that counts. */
  private static Map<Key.Kind, Detail> details() {
    String join = "d.model_id = m.model_id";
    return Map.of(
        Key.Kind.METRIC, Detail.of("""
                (SELECT DISTINCT ON (model_id, key) model_id, key, value
                 FROM registry.logged_model_metrics
                 ORDER BY model_id, key, millis DESC, step DESC, run_id)""", join, ValueKind.NUMBER),
        Key.Kind.PARAM, Detail.of("registry.logged_model_params", join, ValueKind.TEXT),
        Key.Kind.TAG, Detail.of("registry.logged_model_tags", join, ValueKind.TEXT));
  }
}
