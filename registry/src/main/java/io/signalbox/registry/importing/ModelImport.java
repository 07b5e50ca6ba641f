package io.signalbox.registry.importing;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.ModelCopies;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import io.signalbox.registry.importing.ImportRows.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Copies registered models with their versions: a model is one transaction. */
@Component
class ModelImport {
  private static final int MODELS_A_PAGE = 100;
  private static final int VERSIONS_A_PAGE = 1_000;

  /** Prompts are models that searches leave out unless they are asked for. */
  private static final String PROMPTS = "tag.`mlflow.prompt.is_prompt` = 'true'";

  /** Where MLflow puts the files of a run or of a logged model, in whatever store. */
  private static final Pattern OF_RUN = Pattern.compile(".*/([0-9a-f]{32})/artifacts(/.*)?");

  private static final Pattern OF_LOGGED_MODEL =
      Pattern.compile(".*/models/(m-[^/]+)/artifacts(/.*)?");

  private static final String LOGGED = "models:/m-";
  private static final int LOGGED_PREFIX = "models:/".length();

  private final ModelCopies copies;
  private final Tracking tracking;
  private final ImportRows rows;
  private final TransactionTemplate transaction;

  ModelImport(
      ModelCopies copies,
      Tracking tracking,
      ImportRows rows,
      PlatformTransactionManager transactions) {
    this.copies = copies;
    this.tracking = tracking;
    this.rows = rows;
    this.transaction = new TransactionTemplate(transactions);
  }

  void copyAll(ImportPass pass) throws IOException {
    for (String filter : List.of("", PROMPTS)) {
      List<String> names = new ArrayList<>();
      String path = "registered-models/search?max_results=" + MODELS_A_PAGE
          + (filter.isEmpty() ? "" : "&filter=" + SourceServer.encoded(filter));
      pass.source().pages(path, "registered_models", model -> names.add(Found.text(model, "name")));
      int place = 0;
      for (String name : names) {
        rows.doing(pass.id(), "model %d of %d".formatted(++place, names.size()));
        pass.orLeftOut("model " + name, () -> model(pass, name, filter));
      }
    }
  }

  private boolean model(ImportPass pass, String name, String filter) {
    List<JsonNode> versions = versions(pass, name, filter);
    JsonNode found = pass.source()
        .get("registered-models/get?name=" + SourceServer.encoded(name))
        .path("registered_model");
    Map<String, Integer> aliases = new LinkedHashMap<>();
    found
        .path("aliases")
        .forEach(
            alias -> aliases.put(Found.text(alias, "alias"), (int) Found.number(alias, "version")));
    pass.seen().add("models", 1);
    pass.seen().add("versions", versions.size());
    pass.seen().add("aliases", aliases.size());
    if (rows.item(pass.id(), Kind.MODEL, name).isPresent()) {
      return true;
    }
    Optional<JsonNode> production = lastInProduction(versions);
    ModelCopies.Copy copy = new ModelCopies.Copy(
        modelName(name),
        Found.text(found, "description"),
        Found.number(found, "creation_timestamp"),
        Found.number(found, "last_updated_timestamp"),
        Found.pairs(found.path("tags")),
        aliases,
        versions.stream()
            .map(version -> version(pass, name, version, production))
            .toList());
    transaction.executeWithoutResult(status -> {
      long id = copies.put(copy, pass.why());
      versions.stream()
          .filter(version -> leavesProduction(version, production))
          .forEach(version -> rows.archived(
              pass.id(),
              name + "/" + Found.text(version, "version"),
              "in Production at the source; version %s was moved last and stays"
                  .formatted(production.map(kept -> Found.text(kept, "version")).orElse("?"))));
      rows.put(pass.id(), Kind.MODEL, name, Long.toString(id), true, new Tally());
    });
    return true;
  }

  /** MLflow keeps no history of moves: the last change of a version stands for its move. */
  private static Optional<JsonNode> lastInProduction(List<JsonNode> versions) {
    return versions.stream()
        .filter(version -> Found.stage(version) == Stage.PRODUCTION)
        .max(Comparator.<JsonNode>comparingLong(
                version -> Found.number(version, "last_updated_timestamp"))
            .thenComparingLong(version -> Found.number(version, "version")));
  }

  private static boolean leavesProduction(JsonNode version, Optional<JsonNode> kept) {
    return Found.stage(version) == Stage.PRODUCTION
        && kept.filter(version::equals).isEmpty();
  }

  private static List<JsonNode> versions(ImportPass pass, String name, String filter) {
    String quote = name.indexOf('\'') >= 0 ? "\"" : "'";
    String named = "name = " + quote + name + quote + (filter.isEmpty() ? "" : " AND " + filter);
    List<JsonNode> versions = new ArrayList<>();
    pass.source()
        .pages(
            "model-versions/search?max_results=%d&filter=%s"
                .formatted(VERSIONS_A_PAGE, SourceServer.encoded(named)),
            "model_versions",
            versions::add);
    return versions;
  }

  private static ModelName modelName(String name) {
    try {
      return new ModelName(name);
    } catch (IllegalArgumentException e) {
      throw new RegistryException.Invalid(String.valueOf(e.getMessage()));
    }
  }

  private ModelCopies.Version version(
      ImportPass pass, String name, JsonNode found, Optional<JsonNode> production) {
    String number = Found.text(found, "version");
    String source = Found.text(found, "source");
    String stored = Found.text(
        pass.source()
            .get("model-versions/get-download-uri?name=%s&version=%s"
                .formatted(SourceServer.encoded(name), number)),
        "artifact_uri");
    Optional<String> place = here(stored);
    if (place.isEmpty() && stored.startsWith("mlflow-artifacts:")) {
      rows.leftOut(
          pass.id(), "files of " + name + "/" + number, "in no run that was copied: " + stored);
    }
    return new ModelCopies.Version(
        Integer.parseInt(number),
        leavesProduction(found, production) ? Stage.ARCHIVED : Found.stage(found),
        Found.text(found, "description"),
        Found.text(found, "user_id"),
        here(source).filter(moved -> !source.startsWith("models:")).orElse(source),
        place.orElse(stored),
        Found.text(found, "run_id"),
        Found.text(found, "run_link"),
        loggedModel(found, source, stored),
        Found.number(found, "creation_timestamp"),
        Found.number(found, "last_updated_timestamp"),
        Found.pairs(found.path("tags")));
  }

  /** MLflow does not say it of each version: where the files are does. */
  private static String loggedModel(JsonNode found, String source, String stored) {
    String said = Found.text(found, "model_id");
    if (!said.isEmpty()) {
      return said;
    }
    if (source.startsWith(LOGGED)) {
      return source.substring(LOGGED_PREFIX);
    }
    Matcher place = OF_LOGGED_MODEL.matcher(stored);
    return place.matches() ? place.group(1) : "";
  }

  /** Where files are here that are at this place of the source; empty where they are not copies. */
  private Optional<String> here(String uri) {
    if (uri.startsWith(LOGGED)) {
      return tracking
          .loggedModel(uri.substring(LOGGED_PREFIX))
          .map(Tracking.ModelSource::artifactUri);
    }
    Matcher ofModel = OF_LOGGED_MODEL.matcher(uri);
    if (ofModel.matches()) {
      return tracking
          .loggedModel(ofModel.group(1))
          .map(model ->
              model.artifactUri() + Optional.ofNullable(ofModel.group(2)).orElse(""));
    }
    Matcher ofRun = OF_RUN.matcher(uri);
    if (!ofRun.matches()) {
      return Optional.empty();
    }
    return tracking
        .run(ofRun.group(1))
        .map(run -> Artifacts.ROOT
            + run.artifactPath()
            + Optional.ofNullable(ofRun.group(2)).orElse(""));
  }
}
