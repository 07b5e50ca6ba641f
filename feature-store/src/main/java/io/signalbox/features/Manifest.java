package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The record of one ingestion.
 *
 * @param id rises with each ingestion
 * @param contentHash SHA-256, 64 hex digits: of the file's bytes, or of the rows of a JSON batch as they were read
 * @param quarantined rows by the rule they broke
 * @param warned rows, or 1 for the batch as a whole, by the rule that they broke without being rejected
 * @param firstEvent event time of the accepted rows; absent where none was accepted, or the view has no event time
 * @param lost accepted rows that went with files that are lost: where there are any, the content can be sent again
 * @param repeated true if the content was ingested before: nothing was done, and this is the first manifest
 */
public record Manifest(
    long id,
    String view,
    int viewVersion,
    String contentHash,
    String source,
    long rows,
    long accepted,
    Map<String, Long> quarantined,
    Map<String, Long> warned,
    Optional<Instant> firstEvent,
    Optional<Instant> lastEvent,
    Instant ingestedAt,
    String author,
    long lost,
    boolean repeated) {

  public Manifest {
    quarantined = ImmutableMap.copyOf(quarantined);
    warned = ImmutableMap.copyOf(warned);
  }
}
