package io.signalbox.router.journal;

import com.google.common.primitives.ImmutableIntArray;
import io.signalbox.features.Column;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One answered row.
 *
 * @param id uuid v7, whose time is the moment of asking
 * @param unit absent where the row was not assigned
 * @param score NaN where the model gave no number
 * @param shadowScores by shadow version; NaN where it failed or was late
 * @param features all rows of the request, of which this is row {@code row}; as {@code layout} says
 * @param request the caller's own id of the request
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PredictionRecord(
    UUID id,
    String endpoint,
    Optional<String> unit,
    int tableVersion,
    int modelVersion,
    double score,
    ImmutableIntArray shadowVersions,
    double[] shadowScores,
    FeatureLayout layout,
    List<Column> features,
    int row,
    Optional<String> request) {

  static final String COLUMNS =
      "predicted_at, id, endpoint, unit, table_version, model_version, score, shadow_versions,"
          + " shadow_scores, layout, numbers, integers, texts, request";
  private static final int FIELDS = 14;

  byte[] toTuple() {
    Tuple tuple = new Tuple(FIELDS)
        .time(PredictionIds.micros(id))
        .uuid(id)
        .text(endpoint)
        .text(unit.orElse(null))
        .integer(tableVersion)
        .integer(modelVersion)
        .number(score);
    int versions = tuple.beginArray(Tuple.INT4, shadowVersions.length());
    shadowVersions.forEach(tuple::integer);
    tuple.endArray(versions);
    int scores = tuple.beginArray(Tuple.FLOAT8, shadowScores.length);
    for (double shadowScore : shadowScores) {
      tuple.number(shadowScore);
    }
    tuple.endArray(scores).bigint(layout.id());
    layout.write(tuple, features, row);
    return tuple.text(request.orElse(null)).toBytes();
  }
}
