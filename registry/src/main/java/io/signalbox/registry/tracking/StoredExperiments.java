package io.signalbox.registry.tracking;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.search.Filter;
import io.signalbox.registry.search.Key;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import io.signalbox.registry.search.Searchable;
import io.signalbox.registry.search.Searchable.Attribute;
import io.signalbox.registry.search.Searchable.Use;
import io.signalbox.registry.search.Searchable.ValueKind;
import io.signalbox.registry.search.SqlTranslator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class StoredExperiments implements Experiments {
  private static final Searchable SEARCHABLE = new Searchable(
      Map.of(
          "name", new Attribute("e.name", ValueKind.TEXT, Use.FILTER_AND_ORDER),
          "experiment_id", new Attribute("e.experiment_id::text", ValueKind.TEXT, Use.FILTER),
          "creation_time",
              new Attribute("e.created_millis", ValueKind.NUMBER, Use.FILTER_AND_ORDER),
          "last_update_time",
              new Attribute("e.updated_millis", ValueKind.NUMBER, Use.FILTER_AND_ORDER)),
      Map.of(
          Key.Kind.TAG,
          Searchable.Detail.of(
              "registry.experiment_tags", "d.experiment_id = e.experiment_id", ValueKind.TEXT)),
      List.of("e.experiment_id DESC"));

  private final JdbcClient jdbc;
  private final Clock clock;

  StoredExperiments(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public long create(String name, Optional<String> artifactLocation, Map<String, String> tags) {
    Allowed.experimentName(name);
    tags.forEach(StoredExperiments::allowTag);
    long now = clock.millis();
    Optional<Long> id = jdbc.sql("""
            WITH next AS (SELECT nextval(pg_get_serial_sequence('registry.experiments', 'experiment_id')) AS id)
            INSERT INTO registry.experiments
                (experiment_id, name, artifact_location, created_millis, updated_millis)
            SELECT id, :name, coalesce(:location, :root || id), :now, :now FROM next
            ON CONFLICT (name) DO NOTHING
            RETURNING experiment_id
            """)
        .param("name", name)
        .param("location", artifactLocation.map(StoredExperiments::location).orElse(null))
        .param("root", Artifacts.ROOT)
        .param("now", now)
        .query(Long.class)
        .optional();
    long created = id.orElseThrow(
        () -> new RegistryException.AlreadyExists("Experiment(name=" + name + ") already exists."));
    tags.forEach((key, value) -> putTag(created, key, value));
    return created;
  }

  @Override
  @Transactional(readOnly = true)
  public Experiment get(String id) {
    long number = number(id);
    return one("e.experiment_id = ?", number).orElseThrow(() -> unknown(number));
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<Experiment> named(String name) {
    return one("e.name = ?", name);
  }

  @Override
  @Transactional(readOnly = true)
  public Page<Experiment> search(View view, SearchRequest request) {
    SqlTranslator translator = new SqlTranslator(SEARCHABLE);
    SqlTranslator.Sql where = translator.where(Filter.parse(request.filter()));
    SqlTranslator.Sql order =
        translator.orderBy(request.orderBy(), List.of("e.created_millis DESC"));
    List<Object> parameters = new ArrayList<>();
    parameters.add(view.lifecycles());
    parameters.addAll(where.parameters());
    parameters.addAll(order.parameters());
    parameters.add(request.page().size() + 1L);
    parameters.add(request.page().offset());
    List<Experiment> found = jdbc.sql(
            "SELECT e.* FROM registry.experiments e WHERE e.lifecycle = ANY (?)\n  AND "
                + where.text() + "\nORDER BY " + order.text() + " LIMIT ? OFFSET ?")
        .params(parameters)
        .query(StoredExperiments::row)
        .list();
    return Page.of(found, request.page()).map(this::withTags);
  }

  @Override
  public void rename(String id, String name) {
    Allowed.experimentName(name);
    Experiment experiment = get(id);
    if (!experiment.active()) {
      throw new RegistryException.WrongState("Cannot rename a non-active experiment.");
    }
    Optional<Experiment> other = named(name);
    if (other.isPresent() && other.get().id() != experiment.id()) {
      throw new RegistryException.AlreadyExists("Experiment(name=" + name + ") already exists.");
    }
    jdbc.sql("UPDATE registry.experiments SET name = ?, updated_millis = ? WHERE experiment_id = ?")
        .params(name, clock.millis(), experiment.id())
        .update();
  }

  @Override
  public void delete(String id) {
    move(number(id), "active", "deleted", clock.millis());
  }

  @Override
  public void restore(String id) {
    move(number(id), "deleted", "active", null);
  }

  @Override
  public void setTag(String id, String key, String value) {
    allowTag(key, value);
    putTag(active(id).id(), key, value);
  }

  @Override
  public void deleteTag(String id, String key) {
    long number = active(id).id();
    int deleted = jdbc.sql(
            "DELETE FROM registry.experiment_tags WHERE experiment_id = ? AND key = ?")
        .params(number, key)
        .update();
    if (deleted == 0) {
      throw new RegistryException.NotFound(
          "No tag with name: " + key + " in experiment with id " + id);
    }
  }

  private void move(
      long id, String from, String to, @org.jspecify.annotations.Nullable Long deletedMillis) {
    int moved = jdbc.sql("UPDATE registry.experiments SET lifecycle = ?, updated_millis = ?"
            + " WHERE experiment_id = ? AND lifecycle = ?")
        .params(to, clock.millis(), id, from)
        .update();
    if (moved == 0) {
      throw unknown(id);
    }
    jdbc.sql("""
        UPDATE registry.runs SET lifecycle = :to, deleted_millis = :deleted WHERE experiment_id = :id
        """)
        .param("to", to)
        .param("deleted", deletedMillis, java.sql.Types.BIGINT)
        .param("id", id)
        .update();
  }

  private Experiment active(String id) {
    Experiment experiment = get(id);
    requireActive(experiment);
    return experiment;
  }

  static void requireActive(Experiment experiment) {
    if (!experiment.active()) {
      throw new RegistryException.Invalid("The experiment " + experiment.id()
          + " must be in the 'active' state. Current state is deleted.");
    }
  }

  private void putTag(long id, String key, String value) {
    jdbc.sql("""
        INSERT INTO registry.experiment_tags (experiment_id, key, value) VALUES (?, ?, ?)
        ON CONFLICT (experiment_id, key) DO UPDATE SET value = EXCLUDED.value
        """).params(id, key, value).update();
  }

  private Optional<Experiment> one(String condition, Object parameter) {
    List<Experiment> found = jdbc.sql("SELECT e.* FROM registry.experiments e WHERE " + condition)
        .params(parameter)
        .query(StoredExperiments::row)
        .list();
    return withTags(found).stream().findFirst();
  }

  private List<Experiment> withTags(List<Experiment> experiments) {
    Map<Long, Map<String, String>> tags = new HashMap<>();
    jdbc.sql("SELECT experiment_id, key, value FROM registry.experiment_tags"
            + " WHERE experiment_id = ANY (?) ORDER BY key")
        .params((Object) experiments.stream().map(Experiment::id).toArray(Long[]::new))
        .query(rows -> {
          tags.computeIfAbsent(rows.getLong(1), id -> new java.util.LinkedHashMap<>())
              .put(rows.getString(2), rows.getString(3));
        });
    return experiments.stream()
        .map(e -> new Experiment(
            e.id(),
            e.name(),
            e.artifactLocation(),
            e.active(),
            e.createdMillis(),
            e.updatedMillis(),
            tags.getOrDefault(e.id(), Map.of())))
        .toList();
  }

  private static Experiment row(ResultSet row, int number) throws SQLException {
    return new Experiment(
        row.getLong("experiment_id"),
        row.getString("name"),
        row.getString("artifact_location"),
        row.getString("lifecycle").equals("active"),
        row.getLong("created_millis"),
        row.getLong("updated_millis"),
        Map.of());
  }

  /** An empty id is the default experiment's, as in MLflow. */
  static long number(String id) {
    if (id.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new RegistryException.Invalid(
          "Invalid experiment ID '" + id + "'. Experiment ID must be a valid integer.");
    }
  }

  private static RegistryException unknown(long id) {
    return new RegistryException.NotFound("No Experiment with id=" + id + " exists");
  }

  private static void allowTag(String key, String value) {
    Allowed.key(key, "key", "key");
    Allowed.length("value", Allowed.EXPERIMENT_TAG_LENGTH, value);
  }

  /** A path on this machine is nobody's business; another store is the client's to reach. */
  private static String location(String location) {
    boolean remote = location.matches("[A-Za-z][A-Za-z0-9+.-]+:.+");
    if (!remote
        || location.startsWith("file:")
        || location.startsWith("runs:")
        || location.contains("..")
        || location.indexOf('#') >= 0
        || location.indexOf('?') >= 0) {
      throw new RegistryException.Invalid("Invalid artifact location: '" + location
          + "' (expected: a URI such as mlflow-artifacts:/folder or s3://bucket/folder,"
          + " without '..', '?' and '#')");
    }
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
