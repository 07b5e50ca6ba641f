package io.signalbox.registry;

/** Says whose the files of the store are: a run's or a logged model's. */
public interface ArtifactOwners {

  /**
   * Lets nobody pass who may not change what the file belongs to.
   *
   * @param path of a file or folder in {@link Artifacts}
   * @throws RegistryException.Forbidden for them
   */
  void requireChange(String path);
}
