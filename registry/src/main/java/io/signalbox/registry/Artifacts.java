package io.signalbox.registry;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Files of runs and models by relative path with {@code /}; never leaves its root. */
public interface Artifacts {
  /** How the store's root is written in a URI that a client gets. */
  String ROOT = "mlflow-artifacts:/";

  /** The path here that a URI means, whatever host it names; empty where it is of another store. */
  static Optional<String> pathOf(String uri) {
    if (!uri.startsWith(ROOT)) {
      return Optional.empty();
    }
    String path = uri.substring(ROOT.length());
    if (path.startsWith("/")) { // mlflow-artifacts://host:port/path
      int afterHost = path.indexOf('/', 1);
      path = afterHost < 0 ? "" : path.substring(afterHost + 1);
    }
    return Optional.of(path);
  }

  /**
   * Writes under a temporary name, then moves: a reader never sees half a file.
   *
   * @throws RegistryException if the path is not allowed
   * @throws Full if there is no room
   */
  ArtifactInfo write(String path, InputStream content) throws IOException;

  /** What is there, if anything is. @throws RegistryException if the path is not allowed */
  Optional<ArtifactInfo> find(String path) throws IOException;

  /** Opens a file. @throws RegistryException if there is none */
  InputStream read(String path) throws IOException;

  /** Opens a file for any part of it. @throws RegistryException if there is none */
  Content open(String path) throws IOException;

  /** The files and folders directly below a folder, by name; empty if there is no such folder. */
  List<ArtifactInfo> list(String path) throws IOException;

  /** Deletes a file, or a folder with all that is in it. @throws RegistryException if there is none */
  void delete(String path) throws IOException;

  /** A file as it was when it was opened, whatever is written in its place meanwhile. */
  interface Content extends Closeable {
    long bytes();

    void copy(long from, long count, OutputStream target) throws IOException;
  }

  /** The store has no room for what was to be written; nothing of it is left. */
  final class Full extends IOException {
    private static final long serialVersionUID = 1L;

    public Full(IOException cause) {
      super("The artifact store is full.", cause);
    }
  }

  /** A file or folder; {@code path} is relative to the root, {@code bytes} is 0 for a folder. */
  record ArtifactInfo(String path, boolean folder, long bytes) {}
}
