package io.signalbox.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Files of runs and models by relative path with {@code /}; never leaves its root. */
public interface Artifacts {

  /** Writes under a temporary name, then moves: a reader never sees half a file. @throws RegistryException if the path is not allowed */
  ArtifactInfo write(String path, InputStream content) throws IOException;

  /** Opens a file. @throws RegistryException if there is none */
  InputStream read(String path) throws IOException;

  /** The files and folders directly below a folder, by name; empty if there is no such folder. */
  List<ArtifactInfo> list(String path) throws IOException;

  /** A file or folder; {@code path} is relative to the root, {@code bytes} is 0 for a folder. */
  record ArtifactInfo(String path, boolean folder, long bytes) {}
}
