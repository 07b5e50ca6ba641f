package io.signalbox.features;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that files of rows and training sets live in. */
public record FeaturesHome(Path path) {

  public FeaturesHome {
    path = path.toAbsolutePath().normalize();
  }

  /** A folder below, made if it is not there. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
