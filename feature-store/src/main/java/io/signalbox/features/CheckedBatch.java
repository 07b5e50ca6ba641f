package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A batch that is one of its view: what is accepted of it, and what is not. */
record CheckedBatch(
    View.Batch view,
    String source,
    String contentHash,
    long rows,
    RowsBuilder accepted,
    List<Rejected> rejected,
    Map<String, Long> warned,
    Optional<Long> firstEventMicros,
    Optional<Long> lastEventMicros,
    Optional<Long> firstKnownMicros) {

  CheckedBatch {
    rejected = ImmutableList.copyOf(rejected);
    warned = ImmutableMap.copyOf(warned);
  }

  /** With what the rules of the batch as a whole warn of. */
  CheckedBatch warned(Map<String, Long> more) {
    var all = new TreeMap<>(warned);
    more.forEach((rule, count) -> all.merge(rule, count, Long::sum));
    return new CheckedBatch(
        view,
        source,
        contentHash,
        rows,
        accepted,
        rejected,
        all,
        firstEventMicros,
        lastEventMicros,
        firstKnownMicros);
  }

  /** What was accepted, as a batch of its own. */
  CheckedBatch acceptedOnly() {
    return new CheckedBatch(
        view,
        source,
        contentHash,
        accepted.size(),
        accepted,
        ImmutableList.of(),
        warned,
        firstEventMicros,
        lastEventMicros,
        firstKnownMicros);
  }

  Map<String, Long> quarantinedByRule() {
    var byRule = new TreeMap<String, Long>();
    rejected.forEach(it -> byRule.merge(it.rule(), 1L, Long::sum));
    return byRule;
  }

  Manifest manifest(long id, Instant ingestedAt, String author) {
    return new Manifest(
        id,
        view.name(),
        view.version(),
        contentHash,
        source,
        rows,
        accepted.size(),
        quarantinedByRule(),
        warned,
        moment(firstEventMicros),
        moment(lastEventMicros),
        ingestedAt,
        author,
        0,
        false);
  }

  private static Optional<Instant> moment(Optional<Long> micros) {
    return micros.filter(it -> it != RowSchema.ALWAYS_MICROS).map(Micros::instant);
  }

  /**
   * A row that breaks the contract.
   *
   * @param row its place in the batch, from 1
   */
  record Rejected(long row, String column, String rule, Optional<String> value, Content content) {}

  /**
   * A whole row.
   *
   * @param textual whether its cells arrived as text that is still to be parsed, as in CSV
   * @param altered whether it is not the very row, because PostgreSQL cannot keep that
   */
  record Content(String json, boolean textual, boolean altered) {}
}
