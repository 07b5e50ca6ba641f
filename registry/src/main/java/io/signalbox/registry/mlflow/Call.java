package io.signalbox.registry.mlflow;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Via;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request: its fields, from the query of a GET or the JSON body of any other, and who sent it.
 *
 * @param bytes the length of the body
 */
record Call(Fields fields, String author, int bytes) {

  /** MLflow's requests have no place for a reason. */
  private static final String REASON = "through MLflow's interface";

  Attribution why() {
    return new Attribution(author, REASON, Via.MLFLOW);
  }

  String required(String name) {
    return fields.required(name);
  }

  String text(String name) {
    return fields.text(name);
  }

  /** Empty where it is absent or empty. */
  Optional<String> given(String name) {
    return fields.given(name);
  }

  String runId() {
    return fields.requiredEither("run_id", "run_uuid");
  }

  ModelName modelName(String field) {
    return Names.model(required(field), field);
  }

  ModelVersion modelVersion() {
    return Names.version(modelName("name"), required("version"));
  }

  /** {@code filter}, {@code order_by}, {@code max_results} and {@code page_token}, as every search has them. */
  SearchRequest search(int usual, int most) {
    return new SearchRequest(text("filter"), fields.texts("order_by"), page(usual, most));
  }

  PageRequest page(int usual, int most) {
    OptionalLong wanted = fields.number("max_results");
    if (wanted.isPresent() && wanted.getAsLong() > most) {
      throw MlflowException.wrong("max_results", Long.toString(wanted.getAsLong()), "int");
    }
    long size = wanted.orElse(usual);
    if (size < 1) {
      throw MlflowException.invalid("Invalid value " + size
          + " for parameter 'max_results' supplied. It must be a positive integer");
    }
    return PageRequest.of(Optional.of(text("page_token")), (int) size);
  }
}
