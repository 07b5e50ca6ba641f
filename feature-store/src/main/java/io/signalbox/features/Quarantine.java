package io.signalbox.features;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Rows that were not accepted, until they are released: the present contract is asked about them again. */
public interface Quarantine {

  /** Which rows of a view are meant; what is absent is not asked. */
  record Filter(Optional<String> rule, Optional<Long> manifest) {
    public static final Filter ALL = new Filter(Optional.empty(), Optional.empty());
  }

  /**
   * What a release did.
   *
   * @param manifest of what was accepted; absent where nothing was
   * @param still rows that the contract still rejects, by the rule that they break now
   * @param already rows that an earlier release had accepted
   * @param left how many rows of the view's history are in quarantine now, whatever was meant
   */
  record Release(Optional<Manifest> manifest, Map<String, Long> still, long already, long left) {}

  /** Those still there, the newest first, at most {@code limit}. */
  List<Quarantined> list(String view, Filter filter, int limit);

  /** The names of a row's cells as {@link #each} hands them over: all that a batch of the view has. */
  List<String> columns(String view);

  /** Hands over those still there of the history in force, in the order in which they came, a part at a time. */
  void each(String view, Filter filter, Consumer<Quarantined> taker);

  /**
   * Releases what the contract in force accepts by now, at most {@value #MOST_ROWS} rows; the rest stays. Doing it again does nothing.
   *
   * @throws FeaturesException if the view is unknown, a rule rejects all of them as a batch, or the reason is none
   */
  Release release(String view, Filter filter, String author, String reason);

  /**
   * As the other, with other values: rows of a file that have beside the view's columns {@value #MANIFEST} and {@value #ROW}, which say
   * whose they are, and perhaps {@value #RULE} and {@value #COLUMN}, which say nothing here.
   */
  Release release(FileBatch mended, String author, String reason);

  int MOST_ROWS = 100_000;
  String MANIFEST = "_manifest";
  String ROW = "_row";
  String RULE = "_rule";
  String COLUMN = "_column";
}
