package io.signalbox.registry;

import io.signalbox.registry.search.Filter;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import io.signalbox.registry.search.SqlTranslator;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks for models and versions in MLflow's grammar. */
@Component
class ModelSearch {
  private static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

  private final JdbcClient jdbc;

  ModelSearch(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Page<ModelRow> models(SearchRequest request) {
    Filter filter = Filter.parse(request.filter());
    SqlTranslator translator = new SqlTranslator(SearchableModels.MODELS);
    SqlTranslator.Sql where = translator.where(withoutPromptTag(filter));
    SqlTranslator.Sql order = translator.orderBy(request.orderBy(), List.of());
    List<ModelRow> rows = jdbc.sql(
            "SELECT m.* FROM registry.models m\nWHERE " + where.text() + "\n  AND "
                + promptCondition(filter) + "\nORDER BY " + order.text() + " LIMIT ? OFFSET ?")
        .params(parameters(where, order, request))
        .query(ModelRows.ROW)
        .list();
    return Page.of(rows, request.page());
  }

  Page<VersionDetails> versions(SearchRequest request) {
    Filter filter = Filter.parse(request.filter());
    SqlTranslator translator = new SqlTranslator(SearchableModels.VERSIONS);
    SqlTranslator.Sql where = translator.where(withoutPromptTag(filter));
    SqlTranslator.Sql order =
        translator.orderBy(request.orderBy(), List.of("v.updated_millis DESC"));
    List<VersionDetails> rows = jdbc.sql(Versions.SELECT + where.text() + "\n  AND "
            + promptCondition(filter) + "\nORDER BY " + order.text() + " LIMIT ? OFFSET ?")
        .params(parameters(where, order, request))
        .query(Versions.ROW)
        .list();
    return Page.of(rows, request.page());
  }

  /** Prompts are models with a tag that others do not have at all, so that "is not" must match its absence. */
  private static String promptCondition(Filter filter) {
    String isPrompt = "EXISTS (SELECT 1 FROM registry.model_tags p WHERE p.model_id = m.model_id"
        + " AND p.key = '" + PROMPT_TAG + "' AND lower(p.value) = 'true')";
    return filter.asksForTag(PROMPT_TAG, "true") ? isPrompt : "NOT " + isPrompt;
  }

  private static Filter withoutPromptTag(Filter filter) {
    return filter.withoutTag(PROMPT_TAG);
  }

  private static List<Object> parameters(
      SqlTranslator.Sql where, SqlTranslator.Sql order, SearchRequest request) {
    List<Object> parameters = new ArrayList<>(where.parameters());
    parameters.addAll(order.parameters());
    parameters.add(request.page().size() + 1L);
    parameters.add(request.page().offset());
    return parameters;
  }
}
