package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.OfflineStore.StoredFile;
import java.nio.file.Path;
import java.util.List;

/**
 * All rows of a history at one moment.
 *
 * @param files Parquet
 * @param recent rows that no file has yet
 */
public record StoredRows(RowSchema schema, List<StoredFile> files, Rows recent) {
  public StoredRows {
    files = ImmutableList.copyOf(files);
  }

  public List<Path> paths() {
    return files.stream().map(StoredFile::path).toList();
  }
}
