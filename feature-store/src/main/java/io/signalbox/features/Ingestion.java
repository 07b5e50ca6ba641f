package io.signalbox.features;

import java.util.List;

/**
 * How values enter. A row that breaks its view's contract goes to quarantine; a batch that is no batch of
 * its view (a column too many or too few, an event in the future of its known-at, a time without a
 * zone, broken content) is refused whole, with {@link FeaturesException.Invalid}.
 */
public interface Ingestion {

  /** Batches of several views in one transaction: all or nothing. One manifest for each, in order. */
  List<Manifest> ingest(List<RowBatch> batches, String author);

  /** As {@link #ingest}, but a row that would go to quarantine refuses the batch. */
  Manifest ingestWhole(RowBatch batch, String author);

  /** As {@link #ingestWhole}, but its rows are not served until their view is materialized, or they are ingested otherwise. */
  Manifest ingestOffline(RowBatch batch, String author);

  Manifest ingest(FileBatch batch, String author);

  /** The newest first, at most {@code limit}. */
  List<Manifest> manifests(String view, int limit);

  /** The newest first, at most {@code limit}. */
  List<Quarantined> quarantine(String view, int limit);

  /** Writes the rows of small batches to Parquet, and returns how many. Happens by itself when the business day changes. */
  long compact();
}
