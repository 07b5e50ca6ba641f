package io.signalbox.migrations;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Native libraries that a driver has unpacked into the temporary folder (DuckDB's takes 72 MB): it deletes them when the JVM ends, but a
 * JVM that is killed leaves them there. A library that is loaded needs no file any more.
 */
public final class UnpackedLibraries {
  private static final Logger log = LoggerFactory.getLogger(UnpackedLibraries.class);
  private static final Path LOADED = Path.of("/proc/self/maps");

  private UnpackedLibraries() {}

  /**
   * Deletes the files of this process's libraries of that name, such as {@code libduckdb_java}, from the temporary folder, and
   * their folder within it. Only Linux tells what is loaded: elsewhere they stay until the JVM ends. Again has no effect.
   */
  public static void delete(String name) {
    try {
      for (Path library : loaded(name)) {
        Files.deleteIfExists(library);
        deleteIfEmpty(library.getParent());
      }
    } catch (IOException e) { // a nuisance, no failure: it is deleted when the JVM ends
      log.debug("Unpacked libraries stay name={}", name, e);
    }
  }

  private static void deleteIfEmpty(@Nullable Path folder) throws IOException {
    if (folder != null && !folder.equals(temporary())) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        log.debug("Something else is in folder={}", folder);
      }
    }
  }

  /** The files in the temporary folder that this process has loaded under that name. */
  static Set<Path> loaded(String name) throws IOException {
    if (!Files.isReadable(LOADED)) {
      return Set.of();
    }
    Path temporary = temporary();
    try (Stream<String> lines = Files.lines(LOADED)) {
      return lines
          .filter(line -> line.indexOf('/') >= 0)
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .filter(path -> path.startsWith(temporary)
              && path.getFileName().toString().startsWith(name)
              && !path.toString().endsWith(" (deleted)"))
          .collect(Collectors.toSet());
    }
  }

  /** As the system names it: links on the way are followed. */
  private static Path temporary() throws IOException {
    return Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
  }
}
