package io.signalbox.features;

/**
 * What later batches are compared with.
 *
 * @param rows that were accepted
 * @param missing rows without a value
 * @param sum of the values that are numbers
 */
record ColumnStatistics(long rows, long missing, double sum) {

  static final ColumnStatistics NONE = new ColumnStatistics(0, 0, 0);

  ColumnStatistics and(ColumnStatistics other) {
    return new ColumnStatistics(rows + other.rows, missing + other.missing, sum + other.sum);
  }

  static ColumnStatistics of(Column column) {
    long missing = 0;
    double sum = 0;
    for (int row = 0; row < column.size(); row++) {
      if (column.isMissing(row)) {
        missing++;
      } else if (column.type().isNumber()) {
        sum += column.numberAt(row);
      }
    }
    return new ColumnStatistics(column.size(), missing, sum);
  }

  double nullShare() {
    return rows == 0 ? 0 : (double) missing / rows;
  }

  /** NaN where there is no value. */
  double mean() {
    return rows == missing ? Double.NaN : sum / (rows - missing);
  }
}
