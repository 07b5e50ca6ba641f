package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;

/**
 * All rows of a history at one moment.
 *
 * @param files Parquet
 * @param recent rows that no file has yet
 */
public record StoredRows(RowSchema schema, List<Path> files, Rows recent) {
  public StoredRows {
    files = ImmutableList.copyOf(files);
  }
}
