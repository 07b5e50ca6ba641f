package io.signalbox.registry.importing;

import io.signalbox.registry.Access;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Imports;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Not transactional: an import is long, and asks another server between its transactions. */
@Service
class ImportService implements Imports, DisposableBean {
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(ImportService.class);

  private final DataSource database;
  private final JdbcClient jdbc;
  private final ImportRows rows;
  private final RunImport runs;
  private final ModelImport models;
  private final ImportCounts counts;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;

  ImportService(
      DataSource database,
      JdbcClient jdbc,
      ImportRows rows,
      RunImport runs,
      ModelImport models,
      ImportCounts counts) {
    this.database = database;
    this.jdbc = jdbc;
    this.rows = rows;
    this.runs = runs;
    this.models = models;
    this.counts = counts;
  }

  @Override
  public Progress start(Source source, Attribution why) {
    Access.require(Role.OPERATOR);
    String url = source.toString();
    ImportLock lock = ImportLock.take(database, url)
        .orElseThrow(() -> new RegistryException.WrongState(
            "import: from " + url + " is under way (expected: ask how far it is)"));
    try {
      long id = rows.begin(url, why.author());
      rows.forgetLeftOut(id);
      threads.execute(() -> {
        try (lock) {
          run(id, source, why);
        }
      });
      return rows.find(id, true).orElseThrow();
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void run(long id, Source from, Attribution why) {
    try (SourceServer source = new SourceServer(from)) {
      ImportPass pass = new ImportPass(id, source, why, new Tally(), rows);
      runs.copyAll(pass);
      models.copyAll(pass);
      rows.doing(id, "counts both sides");
      Map<String, Count> both = counts.of(id, pass.seen());
      boolean same = both.values().stream().allMatch(each -> each.source() == each.here());
      boolean all = rows.find(id, true).orElseThrow().leftOut().isEmpty();
      State state = same && all ? State.DONE : State.DIFFERS;
      rows.end(id, state, Optional.empty(), both);
      log.info("An import ended. source={} state={}", from, state);
    } catch (SourceFailed e) {
      failed(id, from, String.valueOf(e.getMessage()));
    } catch (Artifacts.Full e) {
      failed(id, from, "the disk for artifacts is full");
    } catch (IOException | RuntimeException e) {
      if (!stopping) {
        log.error("An import failed unexpectedly. source={}", from, e);
      }
      failed(id, from, "a fault of this server's own; its log says more");
    }
  }

  /** A server that stops leaves it as it is: interrupted. */
  private void failed(long id, Source from, String error) {
    if (!stopping) {
      log.warn("An import failed. source={} cause={}", from, error);
      rows.end(id, State.FAILED, Optional.of(error), Map.of());
    }
  }

  @Override
  public Progress get(long id) {
    String source = rows.source(id)
        .orElseThrow(() -> new RegistryException.NotFound(
            "import: " + id + " (expected: the id of one that was begun)"));
    return rows.find(id, ImportLock.isHeld(jdbc, source)).orElseThrow();
  }

  @Override
  public List<Progress> list() {
    return rows.ids().stream().map(this::get).toList();
  }

  @Override
  public void destroy() throws InterruptedException {
    stopping = true;
    threads.shutdownNow();
    if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
      log.warn("An import did not stop in time.");
    }
  }
}
