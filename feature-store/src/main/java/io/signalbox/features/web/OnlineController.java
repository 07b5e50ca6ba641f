package io.signalbox.features.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.signalbox.features.AskedRows;
import io.signalbox.features.FeatureReference;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Field;
import io.signalbox.features.OnlineFeatures;
import io.signalbox.features.OnlineReads;
import io.signalbox.features.OnlineReads.Prepared;
import io.signalbox.features.RatedFeatures;
import io.signalbox.features.Table;
import io.signalbox.features.Tier;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What features are now, row by row, each row with its quality where that is asked for. */
@RestController
class OnlineController {

  private static final int MOST_ROWS = 10_000;

  private final OnlineReads reads;
  private final Clock clock;

  OnlineController(OnlineReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  /** 404 if the service, a view or a feature is unknown, 400 if a row is not as it should be. */
  @PostMapping("/api/v1/features/online")
  AnswerJson read(@RequestBody QuestionJson body) {
    List<Map<String, @Nullable Object>> rows = body.rows() == null ? List.of() : body.rows();
    if (rows.isEmpty() || rows.size() > MOST_ROWS) {
      throw new FeaturesException.Invalid(
          "rows: %d (expected: 1 to %d)".formatted(rows.size(), MOST_ROWS));
    }
    Prepared prepared = prepared(body);
    Table inputs = AskedRows.table(asked(prepared), rows);
    Instant now = clock.instant();
    Optional<Tier> least = leastTier(body.quality(), body.leastTier());
    if (least.isEmpty()) {
      return new AnswerJson(now, rows(prepared, prepared.lookup().at(now, inputs), rows.size()));
    }
    RatedFeatures rated = prepared.rating().at(now, inputs);
    List<RowJson> answered = rows(prepared, rated.from(least.get()).features(), rows.size());
    for (int row = 0; row < answered.size(); row++) {
      answered.set(
          row, answered.get(row).with(new QualityJson(rated.scores().get(row), rated.tier(row))));
    }
    return new AnswerJson(now, answered);
  }

  /** Either a service or features. */
  private Prepared prepared(QuestionJson body) {
    List<String> features = body.features() == null ? List.of() : body.features();
    if ((body.service() == null) == features.isEmpty()) {
      throw new FeaturesException.Invalid("service: %s, features: %d (expected: one of the two)"
          .formatted(body.service() == null ? "none" : body.service(), features.size()));
    }
    String service = body.service();
    if (service == null) {
      return reads.features(features, OnlineController::reference);
    }
    return reads
        .service(service)
        .orElseThrow(() -> new FeaturesException.NotFound("feature service", service));
  }

  private static FeatureReference reference(String text) {
    try {
      return FeatureReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new FeaturesException.Invalid(
          "features: %s (expected: view:feature, or view:feature as name)".formatted(text));
    }
  }

  private static List<Field> asked(Prepared prepared) {
    var asked = new LinkedHashMap<String, Field>();
    prepared.keys().forEach(it -> asked.put(it.name(), it));
    prepared.requestInputs().forEach(it -> asked.putIfAbsent(it.name(), it));
    return List.copyOf(asked.values());
  }

  /** Who names a tier wants scores; who wants scores and names none wants all rows. */
  static Optional<Tier> leastTier(@Nullable Boolean quality, @Nullable String word) {
    boolean isAsked = quality == null ? word != null : quality;
    if (word != null && !isAsked) {
      throw new FeaturesException.Invalid(
          "least_tier: %s beside quality false (expected: quality true, or none)".formatted(word));
    }
    return isAsked ? Optional.of(word == null ? Tier.POOR : Tier.parse(word)) : Optional.empty();
  }

  private static List<RowJson> rows(Prepared prepared, OnlineFeatures found, int rows) {
    List<RowJson> answered = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      Map<String, OnlineFeatures.Status> statuses = new LinkedHashMap<>();
      for (int i = 0; i < prepared.references().size(); i++) {
        String name = prepared.references().get(i).name();
        values.put(name, JsonValues.of(found.features().get(i), row));
        statuses.put(name, found.statuses().get(i)[row]);
      }
      answered.add(new RowJson(values, statuses, Optional.empty()));
    }
    return answered;
  }

  /** As in {@code {"service": "flight_live", "rows": [{"origin": "JFK"}], "quality": true, "least_tier": "silver"}}. */
  record QuestionJson(
      @Nullable String service,
      @Nullable List<String> features,
      @Nullable List<Map<String, @Nullable Object>> rows,
      @Nullable Boolean quality,
      @Nullable String leastTier) {}

  record AnswerJson(Instant at, List<RowJson> rows) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record RowJson(
      @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, @Nullable Object> values,
      Map<String, OnlineFeatures.Status> statuses,
      Optional<QualityJson> quality) {
    RowJson with(QualityJson scored) {
      return new RowJson(values, statuses, Optional.of(scored));
    }
  }

  record QualityJson(double score, Tier tier) {}
}
