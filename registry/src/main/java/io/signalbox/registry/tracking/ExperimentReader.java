package io.signalbox.registry.tracking;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads experiments, and their tags in one further statement for any number. */
@Repository
class ExperimentReader {
  private static final Searchable SEARCHABLE = new Searchable(
      attributes(),
      Map.of(
          Key.Kind.TAG,
          Searchable.Detail.of(
              "registry.experiment_tags", "d.experiment_id = e.experiment_id", ValueKind.TEXT)),
      List.of("e.experiment_id DESC"));

  private final JdbcClient jdbc;

  ExperimentReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Also a deleted one. */
  Experiment get(String id) {
    long number = number(id);
    return one("e.experiment_id = ?", number).orElseThrow(() -> unknown(number));
  }

  Experiment active(String id) {
    Experiment experiment = get(id);
    if (!experiment.active()) {
      throw new RegistryException.Invalid("The experiment " + experiment.id()
          + " must be in the 'active' state. Current state is deleted.");
    }
    return experiment;
  }

  Optional<Experiment> named(String name) {
    return one("e.name = ?", name);
  }

  Page<Experiment> search(View view, SearchRequest request) {
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
        .query(ExperimentReader::row)
        .list();
    return Page.of(found, request.page()).map(this::withTags);
  }

  private Optional<Experiment> one(String condition, Object parameter) {
    List<Experiment> found = jdbc.sql("SELECT e.* FROM registry.experiments e WHERE " + condition)
        .params(parameter)
        .query(ExperimentReader::row)
        .list();
    return withTags(found).stream().findFirst();
  }

  private List<Experiment> withTags(List<Experiment> experiments) {
    if (experiments.isEmpty()) {
      return List.of();
    }
    Map<Long, Map<String, String>> tags = new HashMap<>();
    boolean one = experiments.size() == 1; // without a list, which PostgreSQL plans anew each time
    jdbc.sql("SELECT experiment_id, key, value FROM registry.experiment_tags WHERE experiment_id "
            + (one ? "= ?" : "= ANY (?)") + " ORDER BY key")
        .params(
            one
                ? List.of(experiments.getFirst().id())
                : List.of((Object) experiments.stream().map(Experiment::id).toArray(Long[]::new)))
        .query(rows -> {
          tags.computeIfAbsent(rows.getLong(1), id -> new LinkedHashMap<>())
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

  static RegistryException unknown(long id) {
    return new RegistryException.NotFound("No Experiment with id=" + id + " exists");
  }

  private static Map<String, Attribute> attributes() {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("name", new Attribute("e.name", ValueKind.TEXT, Use.FILTER_AND_ORDER));
    attributes.put(
        "creation_time", new Attribute("e.created_millis", ValueKind.NUMBER, Use.FILTER_AND_ORDER));
    attributes.put(
        "last_update_time",
        new Attribute("e.updated_millis", ValueKind.NUMBER, Use.FILTER_AND_ORDER));
    attributes.put(
        "experiment_id",
        new Attribute("e.experiment_id::text", ValueKind.TEXT, Use.FILTER_AND_ORDER));
    return attributes;
  }
}
