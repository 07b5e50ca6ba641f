package io.signalbox.trainer;

/** Tags that say where a version comes from; other rooms read them. */
final class VersionTags {
  static final String PLAN = "signalbox.plan";
  static final String TRAINING_RUN = "signalbox.training_run";

  /** The hash of its training set. */
  static final String TRAINING_SET = "signalbox.training_set";

  /** {@code name@version}. */
  static final String FEATURE_SERVICE = "signalbox.feature_service";

  /** An ISO instant: rows before it were fitted, from it on held out. */
  static final String TRAINED_UNTIL = "signalbox.trained_until";

  /** {@code permuted} for a placebo. */
  static final String LABELS = "signalbox.labels";

  /** Which code fitted it; a gate of lineage looks for it. */
  static final String CODE_VERSION = "signalbox.code_version";

  static final String TRIGGER = "signalbox.trigger";

  /** Of the tracking run only: the version that was scored beside the candidate. */
  static final String PRODUCTION_VERSION = "signalbox.production_version";

  private VersionTags() {}
}
