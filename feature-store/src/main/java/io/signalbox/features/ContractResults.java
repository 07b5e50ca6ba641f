package io.signalbox.features;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * How the last batches fared under their contracts, for rows that are served: remembered for a second, so that a question does not cost a
 * statement. What this server ingested is known at once. Nothing is asked before somebody wants a score.
 */
@Component
class ContractResults {

  private static final Logger LOG = LoggerFactory.getLogger(ContractResults.class);
  private static final long REMEMBERED_NANOS = Duration.ofSeconds(1).toNanos();

  private final Manifests manifests;
  private final Map<History, Remembered> remembered = new ConcurrentHashMap<>();

  ContractResults(Manifests manifests) {
    this.manifests = manifests;
  }

  private record History(String view, int history) {
    static History of(RowSchema schema) {
      return new History(schema.view(), schema.history());
    }
  }

  /** The last batch of all: it holds from its ingestion on. */
  private record Remembered(ContractTimeline.Batch last, long nanos) {}

  /** Something was ingested. */
  void changed(RowSchema schema) {
    remembered.remove(History.of(schema));
  }

  /** By view of the plan. While PostgreSQL is away what was remembered last holds, 1 where nothing was. */
  double[] at(ReadPlan plan, long micros) {
    double[] results = new double[plan.selections().size()];
    for (int view = 0; view < results.length; view++) {
      results[view] = at(plan.selections().get(view).view().rows(), micros);
    }
    return results;
  }

  private double at(RowSchema schema, long micros) {
    var history = History.of(schema);
    Remembered known = remembered.get(history);
    long now = System.nanoTime();
    try {
      if (known == null || now - known.nanos() >= REMEMBERED_NANOS) {
        known = new Remembered(
            manifests.lastBatch(schema, Long.MAX_VALUE).orElse(ContractTimeline.NO_BATCH), now);
        remembered.put(history, known);
      }
      return micros >= known.last().ingestedMicros()
          ? known.last().result()
          : manifests
              .lastBatch(schema, micros)
              .map(ContractTimeline.Batch::result)
              .orElse(1.0);
    } catch (DataAccessException | TransactionException away) {
      LOG.debug("Contract results cannot be read: view={}", schema.view(), away);
      return known == null ? 1 : known.last().result();
    }
  }
}
