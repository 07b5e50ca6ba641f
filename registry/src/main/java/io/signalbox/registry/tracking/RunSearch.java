package io.signalbox.registry.tracking;

import io.signalbox.registry.search.Filter;
import io.signalbox.registry.search.Key;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import io.signalbox.registry.search.Searchable;
import io.signalbox.registry.search.Searchable.Attribute;
import io.signalbox.registry.search.Searchable.Detail;
import io.signalbox.registry.search.Searchable.Use;
import io.signalbox.registry.search.Searchable.ValueKind;
import io.signalbox.registry.search.SqlTranslator;
import io.signalbox.registry.search.SqlTranslator.Sql;
import io.signalbox.registry.search.SqlTranslator.Walk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds runs by MLflow's grammar. */
@Repository
class RunSearch {
  /** As in params_by_value and run_tags_by_value. */
  private static final int INDEXED = 64;

  private static final String RUN_ID = "replace(r.run_id::text, '-', '')";

  private static final Searchable SEARCHABLE =
      new Searchable(attributes(), details(), List.of("r.start_millis DESC", "r.run_id"));

  private static final Sql NO_JOIN = new Sql("", List.of());

  private final JdbcClient jdbc;

  RunSearch(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Page<RunInfo> find(List<String> experimentIds, View view, SearchRequest request) {
    SqlTranslator translator = new SqlTranslator(SEARCHABLE);
    Filter filter = Filter.parse(request.filter());
    Long[] experiments = experimentIds.stream().map(ExperimentReader::number).toArray(Long[]::new);
    Sql scope = scope(experiments, view);
    Sql where = translator.where(filter);
    Optional<Walk> walk = translator.walk(request.orderBy());
    if (walk.isPresent()) {
      List<RunInfo> first =
          query(walk.get().join(), scope, where, walk.get().order(), request.page());
      if (first.size() > request.page().size() || walk.get().isAll(filter)) {
        return Page.of(first, request.page());
      }
    }
    Sql order = translator.orderBy(request.orderBy(), List.of());
    return Page.of(query(NO_JOIN, scope, where, order, request.page()), request.page());
  }

  /** Only one experiment's runs lie in the index in the order of their start. */
  private static Sql scope(Long[] experiments, View view) {
    boolean one = experiments.length == 1;
    return new Sql(
        "r.experiment_id " + (one ? "= ?" : "= ANY (?)") + " AND r.lifecycle = ANY (?)",
        List.of(one ? experiments[0] : experiments, view.lifecycles()));
  }

  /** One row more than the page has, where there is one. */
  private List<RunInfo> query(Sql join, Sql scope, Sql where, Sql order, PageRequest page) {
    List<Object> parameters = new ArrayList<>(join.parameters());
    parameters.addAll(scope.parameters());
    parameters.addAll(where.parameters());
    parameters.addAll(order.parameters());
    parameters.add(page.size() + 1L);
    parameters.add(page.offset());
    return jdbc.sql("SELECT r.* FROM registry.runs r " + join.text()
            + "\nWHERE " + scope.text() + "\n  AND " + where.text()
            + "\nORDER BY " + order.text() + " LIMIT ? OFFSET ?")
        .params(parameters)
        .query(RunReader.INFO)
        .list();
  }

  private static Map<String, Attribute> attributes() {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put("run_id", text(RUN_ID));
    attributes.put("run_name", text("r.name"));
    attributes.put("user_id", text("r.user_id"));
    attributes.put("status", text("r.status"));
    attributes.put("artifact_uri", text("r.artifact_uri"));
    attributes.put("start_time", number("r.start_millis"));
    attributes.put(
        "end_time", new Attribute("r.end_millis", ValueKind.NUMBER, Use.FILTER_AND_ORDER, true));
    for (String name : List.of("run name", "Run name", "Run Name")) {
      attributes.put(name, text("r.name"));
    }
    for (String name : List.of("created", "Created")) {
      attributes.put(name, number("r.start_millis"));
    }
    return attributes;
  }

  private static Map<Key.Kind, Detail> details() {
    String join = "d.run_id = r.run_id";
    return Map.of(
        Key.Kind.METRIC, Detail.of("registry.latest_metrics", join, ValueKind.NUMBER),
        Key.Kind.PARAM, Detail.of("registry.params", join, ValueKind.TEXT).indexed(INDEXED),
        Key.Kind.TAG, Detail.of("registry.run_tags", join, ValueKind.TEXT).indexed(INDEXED),
        Key.Kind.DATASET,
            Detail.of("""
                (SELECT rd.run_id, v.key, v.value
                 FROM registry.run_datasets rd JOIN registry.datasets s USING (dataset_id)
                   CROSS JOIN LATERAL (VALUES ('name', s.name), ('digest', s.digest),
                     ('context', rd.tags ->> 'mlflow.data.context')) v (key, value))""", join, ValueKind.TEXT).named(Set.of("name", "digest", "context")));
  }

  private static Attribute text(String column) {
    return new Attribute(column, ValueKind.TEXT, Use.FILTER_AND_ORDER);
  }

  private static Attribute number(String column) {
    return new Attribute(column, ValueKind.NUMBER, Use.FILTER_AND_ORDER);
  }
}
