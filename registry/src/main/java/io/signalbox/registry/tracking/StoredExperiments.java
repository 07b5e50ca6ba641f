package io.signalbox.registry.tracking;

import io.signalbox.registry.Access;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Role;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import java.sql.Types;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class StoredExperiments implements Experiments {
  private final JdbcClient jdbc;
  private final ExperimentReader reader;
  private final Datasets datasets;
  private final Clock clock;

  StoredExperiments(JdbcClient jdbc, ExperimentReader reader, Datasets datasets, Clock clock) {
    this.jdbc = jdbc;
    this.reader = reader;
    this.datasets = datasets;
    this.clock = clock;
  }

  @Override
  public long create(String name, Optional<String> artifactLocation, Map<String, String> tags) {
    Access.require(Role.BUILDER);
    Allowed.experimentName(name);
    tags.forEach(StoredExperiments::allowTag);
    long created = insert(name, artifactLocation.map(StoredExperiments::location))
        .orElseThrow(() -> alreadyExists(name));
    tags.forEach((key, value) -> putTag(created, key, value));
    return created;
  }

  @Override
  public long ensure(String name) {
    Allowed.experimentName(name);
    // Whoever lost the race finds the winner's row: ON CONFLICT waited for its commit
    return reader
        .named(name)
        .map(Experiment::id)
        .or(() -> insert(name, Optional.empty()))
        .or(() -> reader.named(name).map(Experiment::id))
        .orElseThrow(() -> new IllegalStateException("experiment " + name + " came and went"));
  }

  /** Empty where there is one of this name. */
  private Optional<Long> insert(String name, Optional<String> location) {
    return jdbc.sql("""
            WITH next AS (SELECT nextval(pg_get_serial_sequence('registry.experiments', 'experiment_id')) AS id)
            INSERT INTO registry.experiments
                (experiment_id, name, artifact_location, created_millis, updated_millis)
            SELECT id, :name, coalesce(:location, :root || id), :now, :now FROM next
            ON CONFLICT (name) DO NOTHING
            RETURNING experiment_id
            """)
        .param("name", name)
        .param("location", location.orElse(null))
        .param("root", Artifacts.ROOT)
        .param("now", clock.millis())
        .query(Long.class)
        .optional();
  }

  @Override
  @Transactional(readOnly = true)
  public Experiment get(String id) {
    return reader.get(id);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<Experiment> named(String name) {
    return reader.named(name);
  }

  @Override
  @Transactional(readOnly = true)
  public Page<Experiment> search(View view, SearchRequest request) {
    return reader.search(view, request);
  }

  @Override
  @Transactional(readOnly = true)
  public List<DatasetSummary> datasets(List<String> ids) {
    return datasets.of(ids.stream().map(ExperimentReader::number).toList());
  }

  @Override
  public void rename(String id, String name) {
    Access.require(Role.BUILDER);
    Allowed.experimentName(name);
    Experiment experiment = reader.get(id);
    if (!experiment.active()) {
      throw new RegistryException.WrongState("Cannot rename a non-active experiment.");
    }
    try {
      jdbc.sql(
              "UPDATE registry.experiments SET name = ?, updated_millis = ? WHERE experiment_id = ?")
          .params(name, clock.millis(), experiment.id())
          .update();
    } catch (DuplicateKeyException e) {
      throw alreadyExists(name);
    }
  }

  @Override
  public void delete(String id) {
    Access.require(Role.BUILDER);
    move(ExperimentReader.number(id), "active", "deleted", clock.millis());
  }

  @Override
  public void restore(String id) {
    Access.require(Role.BUILDER);
    move(ExperimentReader.number(id), "deleted", "active", null);
  }

  @Override
  public void setTag(String id, String key, String value) {
    Access.require(Role.BUILDER);
    allowTag(key, value);
    putTag(reader.active(id).id(), key, value);
  }

  @Override
  public void deleteTag(String id, String key) {
    Access.require(Role.BUILDER);
    long number = reader.active(id).id();
    int deleted = jdbc.sql(
            "DELETE FROM registry.experiment_tags WHERE experiment_id = ? AND key = ?")
        .params(number, key)
        .update();
    if (deleted == 0) {
      throw new RegistryException.NotFound(
          "No tag with name: " + key + " in experiment with id " + id);
    }
  }

  private void move(long id, String from, String to, @Nullable Long deletedMillis) {
    int moved = jdbc.sql("UPDATE registry.experiments SET lifecycle = ?, updated_millis = ?"
            + " WHERE experiment_id = ? AND lifecycle = ?")
        .params(to, clock.millis(), id, from)
        .update();
    if (moved == 0) {
      throw ExperimentReader.unknown(id);
    }
    jdbc.sql("""
        UPDATE registry.runs SET lifecycle = :to, deleted_millis = :deleted WHERE experiment_id = :id
        """)
        .param("to", to)
        .param("deleted", deletedMillis, Types.BIGINT)
        .param("id", id)
        .update();
  }

  private void putTag(long id, String key, String value) {
    jdbc.sql("""
        INSERT INTO registry.experiment_tags (experiment_id, key, value) VALUES (?, ?, ?)
        ON CONFLICT (experiment_id, key) DO UPDATE SET value = EXCLUDED.value
        """).params(id, key, value).update();
  }

  private static RegistryException alreadyExists(String name) {
    return new RegistryException.AlreadyExists("Experiment(name=" + name + ") already exists.");
  }

  private static void allowTag(String key, String value) {
    Allowed.key(key, "key", "key");
    Allowed.length("value", Allowed.EXPERIMENT_TAG_LENGTH, value);
  }

  /** A path on this machine is nobody's business; another store is the client's to reach. */
  private static String location(String location) {
    if (location.indexOf('#') >= 0 || location.indexOf('?') >= 0) {
      throw new RegistryException.Invalid(
          "'artifact_location' URL can't include fragments or params.");
    }
    boolean remote = location.matches("[A-Za-z][A-Za-z0-9+.-]+:.+");
    boolean local = location.startsWith("file:") || location.startsWith("runs:");
    if (!remote || local || location.contains("..")) {
      throw new RegistryException.Invalid("Invalid artifact location: '" + location
          + "' (expected: a URI such as mlflow-artifacts:/folder or s3://bucket/folder,"
          + " without '..')");
    }
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
