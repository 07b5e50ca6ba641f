package io.signalbox.router.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that journals and drains as fast as it can until it is killed. Each id whose record was acknowledged goes to a file: what
 * is written there is with the operating system, and outlives the process.
 *
 * <p>Arguments: the database's address, user and password, the journal's folder, and the file of ids.
 */
final class LoadProcess {

  private static final int CALLERS = 8;

  private LoadProcess() {}

  public static void main(String[] arguments) throws Exception {
    var database = new PGSimpleDataSource();
    database.setUrl(arguments[0]);
    database.setUser(arguments[1]);
    database.setPassword(arguments[2]);
    Journal journal = Journal.open(Path.of(arguments[3]), Journal.Bounds.USUAL);
    new Drainer(journal, database).start();
    FileChannel acknowledged = FileChannel.open(
        Path.of(arguments[4]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    PredictionIds ids = new PredictionIds(Clock.systemUTC());
    for (int i = 0; i < CALLERS; i++) {
      Thread.ofPlatform().start(() -> {
        while (true) {
          call(journal, ids, acknowledged);
        }
      });
    }
  }

  private static void call(Journal journal, PredictionIds ids, FileChannel acknowledged) {
    UUID id = ids.next();
    journal.predictions(List.of(Records.prediction(id)), true).await();
    try {
      acknowledged.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
