package io.signalbox.trainer;

import com.google.common.collect.ImmutableMap;
import io.signalbox.features.Spine;
import io.signalbox.trainer.algorithm.Coefficients;
import io.signalbox.trainer.algorithm.Encoder;
import io.signalbox.trainer.algorithm.Evaluation;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is said of a run: params, metrics, tags and small files. */
record RunFacts(TrainingPlan plan, TrainingRun run, Training.Candidate candidate) {
  /** MLflow's own bound on a param's value. */
  private static final int LONGEST_PARAM = 6_000;

  Map<String, Double> metrics() {
    var metrics = new TreeMap<String, Double>();
    metrics.put("training.iterations", (double) candidate.fitted().steps());
    add(metrics, "training", candidate.training());
    candidate.heldOut().ifPresent(found -> add(metrics, "holdout", found));
    candidate
        .production()
        .flatMap(Champion.Score::evaluation)
        .ifPresent(found -> add(metrics, "holdout.production", found));
    return metrics;
  }

  private static void add(Map<String, Double> metrics, String prefix, Evaluation found) {
    metrics.put(prefix + ".rows", (double) found.rows());
    metrics.put(prefix + ".log_loss", found.logLoss());
    metrics.put(prefix + ".brier", found.brier());
    metrics.put(prefix + ".accuracy", found.accuracy());
    metrics.put(prefix + ".positive_share", found.positiveShare());
    metrics.put(prefix + ".mean_score", found.meanScore());
    metrics.put(prefix + ".calibration_error", found.calibrationError());
  }

  Map<String, String> params() {
    Spine spine = candidate.rows().set().spine();
    var params = new TreeMap<String, String>();
    params.put("plan", plan.name());
    params.put("feature_service", candidate.rows().service());
    params.put("training_set", candidate.rows().set().id().hash());
    params.put("spine.view", spine.view());
    params.put("spine.from", spine.from().toString());
    params.put("spine.until", spine.until().toString());
    params.put("spine.known_by", spine.knownBy().toString());
    params.put("trained_until", candidate.rows().cut().toString());
    params.put("features", features());
    switch (plan.algorithm()) {
      case Algorithm.LogisticRegression logistic -> {
        params.put("algorithm", "logistic_regression");
        params.put("l2", Double.toString(logistic.l2()));
        logistic.categories().ifPresent(names -> params.put("categories", String.join(",", names)));
        logistic
            .permutedLabelsSeed()
            .ifPresent(seed -> params.put("permuted_labels_seed", Long.toString(seed)));
      }
    }
    return params;
  }

  private String features() {
    String names = candidate.fitted().model().encoding().encoders().stream()
        .map(Encoder::feature)
        .collect(Collectors.joining(","));
    return names.substring(0, Math.min(names.length(), LONGEST_PARAM));
  }

  /** Beyond the ones that the tracking run was started with. */
  Map<String, String> runTags() {
    var tags = new TreeMap<>(versionTags());
    candidate.production().ifPresent(score -> {
      int number = score.version().id().number();
      tags.put(VersionTags.PRODUCTION_VERSION, Integer.toString(number));
      score.problem().ifPresent(problem -> tags.put("signalbox.production_not_scored", problem));
      if (score.sawHoldout()) {
        tags.put("signalbox.production_saw_holdout", "true");
      }
    });
    return tags;
  }

  Map<String, String> versionTags() {
    var tags = ImmutableMap.<String, String>builder();
    tags.put(VersionTags.PLAN, plan.name());
    tags.put(VersionTags.TRAINING_RUN, Long.toString(run.id()));
    tags.put(VersionTags.TRAINING_SET, candidate.rows().set().id().hash());
    tags.put(VersionTags.FEATURE_SERVICE, candidate.rows().service());
    tags.put(VersionTags.TRAINED_UNTIL, candidate.rows().cut().toString());
    tags.put(VersionTags.CODE_VERSION, CodeVersion.present());
    tags.put(VersionTags.TRIGGER, lower(run.trigger()));
    if (placebo(plan)) {
      tags.put(VersionTags.LABELS, "permuted");
    }
    return tags.buildOrThrow();
  }

  /** Small files beside the model's folder. */
  Map<String, byte[]> files() {
    var files = ImmutableMap.<String, byte[]>builder();
    files.put("coefficients.json", json(Coefficients.of(candidate.fitted().model())));
    candidate
        .heldOut()
        .ifPresent(found -> files.put("calibration.json", json(found.calibration())));
    return files.buildOrThrow();
  }

  private static byte[] json(Object value) {
    return StoredJson.write(value).getBytes(StandardCharsets.UTF_8);
  }

  static boolean placebo(TrainingPlan plan) {
    return switch (plan.algorithm()) {
      case Algorithm.LogisticRegression logistic ->
        logistic.permutedLabelsSeed().isPresent();
    };
  }

  static String description(TrainingPlan plan, TrainingRun run) {
    String text = "Plan %s, training run %d, asked for by %s: %s"
        .formatted(plan.name(), run.id(), run.why().author(), run.why().reason());
    return placebo(plan)
        ? "Placebo: fitted on permuted labels (y-randomisation), knows nothing. " + text
        : text;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
