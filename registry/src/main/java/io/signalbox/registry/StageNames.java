package io.signalbox.registry;

/** Stages as MLflow writes them. */
final class StageNames {
  private StageNames() {}

  static String of(Stage stage) {
    return switch (stage) {
      case NONE -> "None";
      case STAGING -> "Staging";
      case PRODUCTION -> "Production";
      case ARCHIVED -> "Archived";
    };
  }
}
