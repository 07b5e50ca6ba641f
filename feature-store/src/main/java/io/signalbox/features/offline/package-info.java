/** Rows and training sets as Parquet, read and written by DuckDB in this process. */
@NullMarked
package io.signalbox.features.offline;

import org.jspecify.annotations.NullMarked;
