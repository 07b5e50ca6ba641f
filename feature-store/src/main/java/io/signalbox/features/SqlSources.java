package io.signalbox.features;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Queries over databases of the user's own: how far each is read, and reading on. */
public interface SqlSources {

  /**
   * Ingests what became known since the last time, in batches of which each is all or nothing, together with how far it is read.
   *
   * @throws FeaturesException if it is unknown, is being read, or its database or its view's contract refuses
   */
  Reading read(String name, String author);

  /** Those in force, by name. */
  List<Standing> all();

  /** How it stands. @throws FeaturesException if it is unknown */
  Standing find(String name);

  /**
   * What was done.
   *
   * @param rows read, accepted or not
   * @param manifests of what was ingested, in order
   */
  record Reading(String source, long rows, List<Manifest> manifests) {}

  /**
   * How one stands.
   *
   * @param readTo the known-at of the rows read last; what became known later is still to be read
   * @param rows read so far, accepted or not
   * @param readAt when it was read last without trouble
   * @param trouble why it could not be read since
   */
  record Standing(
      String name,
      String view,
      Optional<Instant> readTo,
      long rows,
      Optional<Instant> readAt,
      Optional<String> trouble,
      Optional<Instant> troubleAt) {}

  /** What a definition promises of another database, looked up when it is applied. */
  interface Check {
    /** Looks. @throws FeaturesException if the database is not known, cannot be reached, or its query has other columns than the view's rows */
    void check(SqlSourceDefinition source, RowSchema rows);
  }
}
