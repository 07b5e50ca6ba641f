package io.signalbox.registry.tracking;

import io.signalbox.registry.search.Filter;
import io.signalbox.registry.search.Key;
import io.signalbox.registry.search.Order;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.Searchable;
import io.signalbox.registry.search.Searchable.Attribute;
import io.signalbox.registry.search.Searchable.Detail;
import io.signalbox.registry.search.Searchable.Use;
import io.signalbox.registry.search.Searchable.ValueKind;
import io.signalbox.registry.search.SqlTranslator;
import io.signalbox.registry.search.SqlTranslator.Sql;
import io.signalbox.registry.tracking.LoggedModelQuery.By;
import io.signalbox.registry.tracking.LoggedModelQuery.OnDataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds logged models by MLflow's grammar. */
@Repository
class LoggedModelSearch {
  private static final String OF_MODEL = "d.model_id = m.model_id";
  private static final Map<String, Attribute> ATTRIBUTES = attributes();

  private final JdbcClient jdbc;

  LoggedModelSearch(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Without params, tags and metrics. */
  Page<LoggedModel> find(LoggedModelQuery query) {
    Filter filter = Filter.parse(query.filter());
    Sql measured = measured(query.datasets());
    Sql where = new SqlTranslator(searchable(anyPoint(measured))).where(filter);
    boolean byMetric = filter.comparisons().stream()
        .anyMatch(comparison -> comparison.key().kind() == Key.Kind.METRIC);
    List<Object> parameters = new ArrayList<>();
    parameters.add(
        query.experimentIds().stream().map(ExperimentReader::number).toArray(Long[]::new));
    parameters.addAll(where.parameters());
    String onDataset = "TRUE";
    if (!query.datasets().isEmpty() && !byMetric) {
      onDataset = "EXISTS (SELECT 1 FROM registry.logged_model_metrics d WHERE " + OF_MODEL
          + " AND (" + measured.text() + "))";
      parameters.addAll(measured.parameters());
    }
    Sql order = order(query.order());
    parameters.addAll(order.parameters());
    parameters.add(query.page().size() + 1L);
    parameters.add(query.page().offset());
    List<LoggedModel> found = jdbc.sql("SELECT m.* FROM registry.logged_models m\n"
            + "WHERE m.experiment_id = ANY (?) AND m.lifecycle = 'active'\n  AND "
            + where.text() + "\n  AND " + onDataset + "\nORDER BY " + order.text()
            + " LIMIT ? OFFSET ?")
        .params(parameters)
        .query(LoggedModelReader.ROW)
        .list();
    return Page.of(found, query.page());
  }

  /** A condition on the columns of a point; {@code TRUE} without datasets. */
  private static Sql measured(List<OnDataset> datasets) {
    List<String> each = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    for (OnDataset dataset : datasets) {
      List<String> conditions = new ArrayList<>(List.of("TRUE"));
      dataset.name().ifPresent(name -> {
        conditions.add("dataset_name = ?");
        parameters.add(name);
      });
      dataset.digest().ifPresent(digest -> {
        conditions.add("dataset_digest = ?");
        parameters.add(digest);
      });
      each.add(String.join(" AND ", conditions));
    }
    return new Sql(each.isEmpty() ? "TRUE" : String.join(" OR ", each), parameters);
  }

  /** A condition on a metric holds if it does for one of its points. */
  private static Detail anyPoint(Sql measured) {
    String points = "(SELECT model_id, key, value FROM registry.logged_model_metrics WHERE "
        + measured.text() + ")";
    return Detail.of(points, OF_MODEL, ValueKind.NUMBER).with(measured.parameters());
  }

  /** An order is by the latest point of a metric. */
  private static Detail latestPoint(Sql measured) {
    String points = """
        (SELECT DISTINCT ON (model_id, key) model_id, key, value
         FROM registry.logged_model_metrics WHERE %s
         ORDER BY model_id, key, millis DESC, step DESC, run_id)""".formatted(measured.text());
    return Detail.of(points, OF_MODEL, ValueKind.NUMBER).with(measured.parameters());
  }

  private static Sql order(List<By> order) {
    List<String> columns = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    for (By by : order) {
      Detail metric = latestPoint(measured(List.of(by.dataset())));
      Sql column =
          new SqlTranslator(searchable(metric)).column(Order.of(by.field(), by.ascending()));
      columns.add(column.text());
      parameters.addAll(column.parameters());
    }
    columns.addAll(List.of("m.created_millis DESC", "m.model_id"));
    return new Sql(String.join(", ", columns), parameters);
  }

  private static Searchable searchable(Detail metric) {
    return new Searchable(
        ATTRIBUTES,
        Map.of(
            Key.Kind.METRIC, metric,
            Key.Kind.PARAM, Detail.of("registry.logged_model_params", OF_MODEL, ValueKind.TEXT),
            Key.Kind.TAG, Detail.of("registry.logged_model_tags", OF_MODEL, ValueKind.TEXT)),
        List.of());
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
}
