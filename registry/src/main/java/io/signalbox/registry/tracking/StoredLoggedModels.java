package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import io.signalbox.registry.search.Page;
import java.time.Clock;
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

  private final JdbcClient jdbc;
  private final ExperimentReader experiments;
  private final LoggedModelReader reader;
  private final LoggedModelSearch search;
  private final Identities identities;
  private final Owners owners;
  private final Clock clock;

  StoredLoggedModels(
      JdbcClient jdbc,
      ExperimentReader experiments,
      LoggedModelReader reader,
      LoggedModelSearch search,
      Identities identities,
      Owners owners,
      Clock clock) {
    this.jdbc = jdbc;
    this.experiments = experiments;
    this.reader = reader;
    this.search = search;
    this.identities = identities;
    this.owners = owners;
    this.clock = clock;
  }

  @Override
  public LoggedModel create(NewLoggedModel model) {
    String author = owners.author();
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
            source_run_id, status, created_millis, updated_millis, author)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
            now,
            author)
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
  @Transactional(readOnly = true)
  public LoggedModel alsoDeleted(String id) {
    return reader.alsoDeleted(id);
  }

  @Override
  public LoggedModel finish(String id, LoggedModel.Status status) {
    change(id);
    jdbc.sql("UPDATE registry.logged_models SET status = ?, updated_millis = ?"
            + " WHERE model_id = ? AND lifecycle = 'active'")
        .params(status.number(), clock.millis(), id)
        .update();
    return reader.get(id);
  }

  @Override
  public void logParams(String id, Map<String, String> params) {
    put(id, "registry.logged_model_params", params, "DO NOTHING");
    reader.get(id).params().forEach((key, value) -> {
      String given = params.getOrDefault(key, value);
      if (!given.equals(value)) {
        throw new RegistryException.Invalid("Changing param values is not allowed. Param with key='"
            + key + "' was already logged with value='" + value + "' for model ID='" + id
            + "'. Attempted logging new value '" + given + "'.");
      }
    });
  }

  @Override
  public void setTags(String id, Map<String, String> tags) {
    put(id, "registry.logged_model_tags", tags, "DO UPDATE SET value = EXCLUDED.value");
  }

  @Override
  public void deleteTag(String id, String key) {
    change(id);
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
    reader.alsoDeleted(id);
    owners.requireModel(id);
    jdbc.sql("UPDATE registry.logged_models SET lifecycle = 'deleted', updated_millis = ?"
            + " WHERE model_id = ?")
        .params(clock.millis(), id)
        .update();
  }

  @Override
  @Transactional(readOnly = true)
  public Page<LoggedModel> search(LoggedModelQuery query) {
    return search.find(query).map(reader::withDetails);
  }

  private void change(String id) {
    reader.require(id);
    owners.requireModel(id);
  }

  /** {@code again} says what becomes of a key that is there. */
  private void put(String id, String table, Map<String, String> rows, String again) {
    change(id);
    rows.keySet().forEach(key -> Allowed.length("key", Allowed.KEY_LENGTH, key));
    Pairs columns = Pairs.of(rows);
    jdbc.sql("INSERT INTO " + table + """
         (model_id, key, value)
        SELECT :id, key, value FROM unnest(:keys::text[], :values::text[]) AS given (key, value)
        ORDER BY key
        ON CONFLICT (model_id, key)
        """ + again)
        .param("id", id)
        .param("keys", columns.keys())
        .param("values", columns.values())
        .update();
  }
}
