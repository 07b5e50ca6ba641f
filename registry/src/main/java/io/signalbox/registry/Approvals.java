package io.signalbox.registry;

import java.util.List;

/** What people say for a version's entry into a stage; the gate of that name counts it. */
public interface Approvals {

  /**
   * Keeps the author's word; said again it takes the place of the one before.
   *
   * @throws RegistryException if the version is unknown, or the author registered it
   */
  Approval approve(ModelVersion version, Stage stage, Attribution why);

  /** Takes the author's own word back. @throws RegistryException if there is none */
  void withdraw(ModelVersion version, Stage stage, Attribution why);

  /** The oldest first. @throws RegistryException if the version is unknown */
  List<Approval> of(ModelVersion version);
}
