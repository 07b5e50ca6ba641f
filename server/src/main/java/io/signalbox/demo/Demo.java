package io.signalbox.demo;

import io.signalbox.apply.DefinitionFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The demo from its definitions to its report, against the server at one address. */
final class Demo {
  private static final String PARQUET = "application/vnd.apache.parquet";

  private final Api api;
  private final Service service;
  private final ReplayClock clock;
  private final PrintStream out;
  private final boolean terminal;

  Demo(String url, ReplayClock clock, PrintStream out, boolean terminal) {
    this.api = new Api(url);
    this.service = new Service(api);
    this.clock = clock;
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Plays up to this hour, inclusive.
   *
   * @param material the folder with the definitions and the flights
   * @param home the server's, to tell how much memory it holds
   */
  void run(Path material, Path home, RecordedYear year, Instant last)
      throws IOException, SQLException {
    long started = System.nanoTime();
    out.println();
    out.println(
        "Will this flight arrive 15 minutes late or more? Asked an hour before each departure from New York in 2013.");
    apply(material);
    ingest(material, year);
    Progress progress = new Progress(out, terminal, System::nanoTime, Story.START, last);
    Chronicle chronicle = (at, sentence) ->
        progress.say("  " + at.atZone(ZoneOffset.UTC).toLocalDate() + "  " + sentence);
    Story story = new Story(service, chronicle, System::nanoTime);
    story.begin(Story.START);
    Replay replay = new Replay(service, clock, story, progress);
    long replayed = System.nanoTime();
    replay.play(year, Story.START, last);
    progress.end();
    double seconds = seconds(replayed);
    out.printf(
        Locale.ROOT,
        "Replayed %,d predictions and %,d outcomes in %.1f s (%,.0f predictions/s)%n",
        replay.predictions(),
        replay.outcomes(),
        seconds,
        replay.predictions() / seconds);
    new YearReport(api, out, last.plus(Hours.HOUR)).print();
    out.printf(
        Locale.ROOT,
        "%nFrom ready to this line: %.1f s. %s%n",
        seconds(started),
        Footprint.describe(home));
  }

  private void apply(Path material) throws IOException {
    JsonNode request = DefinitionFiles.request(material);
    int changed = changed(api.post("/api/v1/apply", request));
    int again = changed(api.post("/api/v1/apply", request));
    out.printf(
        "Applied %d definitions from %s; applied again: %d changed%n", changed, material, again);
  }

  private static int changed(JsonNode answer) {
    int changed = 0;
    for (JsonNode one : answer.path("applied")) {
      changed += one.path("changed").asBoolean() ? 1 : 0;
    }
    return changed;
  }

  /** Everything known by 31 March, and one batch a second time. */
  private void ingest(Path material, RecordedYear year) throws IOException, SQLException {
    long started = System.nanoTime();
    byte[] planes = Files.readAllBytes(material.resolve("flights/planes.parquet"));
    api.post("/api/v1/features/views/planes/batches", PARQUET, planes);
    api.post(
        "/api/v1/features/views/airlines/batches",
        PARQUET,
        Files.readAllBytes(material.resolve("flights/airlines.parquet")));
    Replay.ingestHistory(api, year, Story.START.minus(Duration.ofHours(1)).plusNanos(1_000));
    JsonNode again = api.read(api.post("/api/v1/features/views/planes/batches", PARQUET, planes));
    out.printf(
        Locale.ROOT,
        "Ingested January to March in %.1f s; the aircraft sent again: %s, manifest %d%n",
        seconds(started),
        again.path("repeated").asBoolean() ? "nothing done" : "ingested twice",
        again.path("id").asLong());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
