package io.signalbox.registry;

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

  /**
   * Moves a version. Entering Production archives the version that was there, in the same transaction.
   *
   * @throws RegistryException if the version is unknown or a gate fails
   */
  RegisteredVersion transition(ModelVersion id, Stage to, Attribution why);

  void setVersionTag(ModelVersion id, String key, String value, Attribution why);
}
