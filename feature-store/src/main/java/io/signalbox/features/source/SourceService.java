package io.signalbox.features.source;

import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.Features;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Ingestion;
import io.signalbox.features.Manifest;
import io.signalbox.features.RowBatch;
import io.signalbox.features.RowSchema;
import io.signalbox.features.SqlSourceDefinition;
import io.signalbox.features.SqlSources;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads on from each source's mark, and moves it in the transaction that ingests what was read. */
@Service
class SourceService implements SqlSources {
  private static final Duration USUAL_LAG = Duration.ofSeconds(10);

  private final Features features;
  private final Ingestion ingestion;
  private final SourceDatabases databases;
  private final SourceMarks marks;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final int most;

  /** {@code most}: rows of a batch, but for those that became known in one microsecond. */
  SourceService(
      Features features,
      Ingestion ingestion,
      SourceDatabases databases,
      SourceMarks marks,
      TransactionTemplate transaction,
      Clock clock,
      @Value("${signalbox.features.source-batch:50000}") int most) {
    this.features = features;
    this.ingestion = ingestion;
    this.databases = databases;
    this.marks = marks;
    this.transaction = transaction;
    this.clock = clock;
    this.most = most;
  }

  @Override
  public List<Standing> all() {
    return sources().stream().map(this::standing).toList();
  }

  @Override
  public Standing find(String name) {
    return standing(source(name));
  }

  private Standing standing(SqlSourceDefinition source) {
    return marks.standing(source, rows(source));
  }

  /** The definitions in force. */
  List<SqlSourceDefinition> sources() {
    return features.definitions("SqlSource").stream()
        .map(DefinitionVersion::definition)
        .map(SqlSourceDefinition.class::cast)
        .toList();
  }

  private SqlSourceDefinition source(String name) {
    return sources().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new FeaturesException.NotFound("source", name));
  }

  private RowSchema rows(SqlSourceDefinition source) {
    return features
        .rows(source.view())
        .orElseThrow(() -> new FeaturesException.NotFound("view", source.view()));
  }

  @Override
  public Reading read(String name, String author) {
    SqlSourceDefinition source = source(name);
    RowSchema rows = rows(source);
    marks.begin(source, rows);
    try {
      return read(source, rows, author);
    } catch (FeaturesException.InUse e) {
      throw e;
    } catch (FeaturesException e) {
      marks.trouble(source, rows, String.valueOf(e.getMessage()), clock.instant());
      throw e;
    }
  }

  private Reading read(SqlSourceDefinition source, RowSchema rows, String author) {
    Instant until = clock.instant().minus(source.lag().orElse(USUAL_LAG));
    var query = new SourceQuery(source, rows);
    List<Manifest> manifests = new ArrayList<>();
    long read = 0;
    boolean more = true;
    try (Connection connection = databases.open(source.database())) {
      while (more) {
        Step step =
            transaction.execute(status -> step(source, rows, query, connection, until, author));
        read += step.rows();
        step.manifest().ifPresent(manifests::add);
        more = step.more();
      }
    } catch (SQLException e) {
      throw failed(source, e);
    }
    return new Reading(source.name(), read, manifests);
  }

  private record Step(long rows, Optional<Manifest> manifest, boolean more) {}

  private Step step(
      SqlSourceDefinition source,
      RowSchema rows,
      SourceQuery query,
      Connection connection,
      Instant until,
      String author) {
    SourceMarks.Held held = marks
        .hold(source, rows)
        .orElseThrow(() -> new FeaturesException.InUse(
            "source %s: is being read (expected: once at a time)".formatted(source.name())));
    SourceQuery.Chunk chunk;
    try {
      chunk = query.next(connection, held.readTo(), until, most);
    } catch (SQLException e) {
      throw failed(source, e);
    }
    Optional<Manifest> manifest = chunk.rows().isEmpty()
        ? Optional.empty()
        : Optional.of(ingestion
            .ingest(
                List.of(new RowBatch(source.view(), "source " + source.name(), chunk.rows())),
                author)
            .getFirst());
    marks.advance(source, rows, chunk.to(), chunk.rows().size(), clock.instant());
    return new Step(chunk.rows().size(), manifest, chunk.more());
  }

  private static FeaturesException failed(SqlSourceDefinition source, SQLException e) {
    return new FeaturesException.SourceFailed("source %s: %s (expected: rows of database %s)"
        .formatted(source.name(), SqlWords.of(e), source.database()));
  }
}
