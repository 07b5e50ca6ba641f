package io.signalbox.demo;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Where people can look at what the demo has left. */
final class WhereNext {

  private WhereNext() {}

  /**
   * While its server stays up.
   *
   * @param model as the server describes it: what is shown is its version in Production, beside the one before
   */
  static String at(String url, JsonNode model) {
    return """

        Where to look next

          MLFLOW_TRACKING_URI=%1$s   then, in Python: mlflow.pyfunc.load_model("models:/%2$s/Production")
          %1$s/api/v1/endpoints/%3$s          what answers now, and why
        %4$s  %1$s/api/v1/reports                        every check
          %1$s/api/v1/changes                        who changed what, when and why
          %1$s/v3/api-docs                           Signalbox's own interface and the Open Inference Protocol's
        """.formatted(url, Service.MODEL, Service.ENDPOINT, versions(url, model));
  }

  private static String versions(String url, JsonNode model) {
    int production = model
        .path("versions")
        .valueStream()
        .filter(version -> version.path("stage").asString().equals("production"))
        .mapToInt(version -> version.path("version").asInt())
        .findFirst()
        .orElseThrow(() -> new DemoFailed("nothing is in Production"));
    String curl = "  curl -H 'Accept: text/markdown' '" + url + "/api/v1/models/" + Service.MODEL;
    String card =
        curl + "/versions/" + production + "/card'           a model card, with its lineage\n";
    return production == 1
        ? card
        : curl + "/compare?versions=" + (production - 1) + "," + production
            + "'      two versions side by side\n" + card;
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
