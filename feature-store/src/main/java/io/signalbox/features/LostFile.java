package io.signalbox.features;

import java.nio.file.Path;

/** A file of rows is gone while the server runs; the message says which, and what to do. */
public final class LostFile extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  public LostFile(Path file, long rows, String view, Throwable cause) {
    super(
        "features: %s is gone, with %d rows of view %s (expected: put back from a copy; or a start with SIGNALBOX_LOST_FILES=forget, and their batches sent again)"
            .formatted(file, rows, view),
        cause);
  }
}
