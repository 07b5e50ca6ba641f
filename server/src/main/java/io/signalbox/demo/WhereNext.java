package io.signalbox.demo;

import java.nio.file.Path;

/** Where people can look at what the demo has left. */
final class WhereNext {

  private WhereNext() {}

  /** While its server stays up. */
  static String at(String url) {
    return """

        Where to look next

          MLFLOW_TRACKING_URI=%1$s   then, in Python: mlflow.pyfunc.load_model("models:/%2$s/Production")
          %1$s/api/v1/endpoints/%3$s          what answers now, and why
          curl -H 'Accept: text/markdown' '%1$s/api/v1/models/%2$s/compare?versions=2,3'      two versions side by side
          curl -H 'Accept: text/markdown' '%1$s/api/v1/models/%2$s/versions/3/card'           a model card, with its lineage
          %1$s/api/v1/reports                        every check
          %1$s/api/v1/changes                        who changed what, when and why
          %1$s/v3/api-docs                           Signalbox's own interface and the Open Inference Protocol's
        """.formatted(url, Service.MODEL, Service.ENDPOINT);
  }

  /** Once it has stopped. */
  static String in(Path home) {
    return "%nTo look at it: SIGNALBOX_HOME=%s ./signalbox server".formatted(quoted(home));
  }

  /** For a shell. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
