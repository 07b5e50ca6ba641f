package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** Models, their versions, stages and gates. At most one version of a model is in Production. */
public interface Registry {

  /** Creates the model if it is new, and puts these gates and this description in force. Returns whether anything changed. */
  boolean apply(ModelDefinition definition, Attribution why);

  /** Creates the next version. @throws RegistryException if the model or the source is unknown */
  RegisteredVersion createVersion(NewVersion version, Attribution why);

  Optional<RegisteredVersion> version(ModelVersion id);

  List<RegisteredVersion> versions(ModelName model);

  Optional<RegisteredVersion> production(ModelName model);

  /** What the gates of that stage say of the version now; changes nothing. */
  List<GateResult> evaluate(ModelVersion id, Stage stage);

  /** Creates the next version, with what MLflow's clients say beside. */
  VersionDetails createVersion(NewVersion version, Origin origin, Attribution why);

  /**
   * Moves a version. Entering Production archives the version that was there, in the same transaction.
   *
   * @throws RegistryException if the version or the evidence is unknown, or a gate fails
   */
  RegisteredVersion transition(ModelVersion id, Stage to, Attribution why);

  /** The same, with more to say about the move. */
  VersionDetails transition(Move move, Attribution why);

  void setVersionTag(ModelVersion id, String key, String value, Attribution why);

  void deleteVersionTag(ModelVersion id, String key, Attribution why);

  void describeVersion(ModelVersion id, String description, Attribution why);

  /** Deletes a version with its aliases; its number is not used again. */
  void deleteVersion(ModelVersion id, Attribution why);

  /** The gates in force. @throws RegistryException if the model is unknown */
  List<Gate> gates(ModelName model);

  /** Every change to a model and its versions, the newest first; also of a model that was deleted. */
  default List<Change> history(ModelName model) {
    return history(model, HistoryFilter.ALL);
  }

  /** The same, of what is asked for. */
  List<Change> history(ModelName model, HistoryFilter filter);

  /**
   * Puts the version that was in Production before the present one back, and archives the present one; again, it goes further back. No gate
   * is asked: it was in Production before.
   *
   * @param evidence the id of the comparison that it rests on
   * @throws RegistryException if the model or the evidence is unknown, or nothing was in Production before
   */
  RolledBack rollback(ModelName model, Optional<String> evidence, Attribution why);

  /**
   * A move to a stage.
   *
   * @param archiveExisting whether others in Staging leave it; who is in Production always does
   * @param evidence the id of the comparison that the move rests on, which is kept with it
   * @param override whether an approver lets it pass whatever the gates say, which is kept with it
   */
  record Move(
      ModelVersion version,
      Stage to,
      boolean archiveExisting,
      Optional<String> evidence,
      boolean override) {

    public Move(
        ModelVersion version, Stage to, boolean archiveExisting, Optional<String> evidence) {
      this(version, to, archiveExisting, evidence, false);
    }
  }

  /**
   * What a rollback did.
   *
   * @param archived the version that left Production for it
   * @param endpoints those that follow the model's Production, and so change what they serve
   */
  record RolledBack(
      RegisteredVersion restored, Optional<ModelVersion> archived, List<String> endpoints) {
    public RolledBack {
      endpoints = ImmutableList.copyOf(endpoints);
    }
  }

  /**
   * Where a version comes from, beyond its source.
   *
   * @param loggedModelId the logged model that it is (MLflow 3)
   * @param runLink a page about its run; may be empty
   */
  record Origin(Optional<String> loggedModelId, String runLink) {
    public static final Origin UNSAID = new Origin(Optional.empty(), "");
  }
}
