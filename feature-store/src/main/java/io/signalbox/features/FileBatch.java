package io.signalbox.features;

import java.nio.file.Path;

/** A file of rows for a view; it is read, and left where it is. */
public record FileBatch(String view, String source, Format format, Path file) {

  /** How the rows are written. */
  public enum Format {
    PARQUET,
    CSV,
    NDJSON
  }
}
