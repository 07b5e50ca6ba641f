package io.signalbox.demo;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays the year hour by hour: moves the clock, reports what became known, reports the outcome of each flight that landed, lets the story go on, and asks
 * about the flights whose moment has come.
 */
final class Replay {
  private static final String JSON = "application/json";
  private static final Instant YEAR_BEGINS = Instant.parse("2013-01-01T00:00:00Z");
  /** A year's first hours of UTC are the last evening of New York's year before; nothing is recorded there. */
  private static final Instant BEFORE_ALL = YEAR_BEGINS.minus(Hours.HOUR);

  private final Service service;
  private final ReplayClock clock;
  private final Story story;
  private final Progress progress;
  private final Map<Long, String> awaited = new HashMap<>();
  private long predictions;
  private long outcomes;

  Replay(Service service, ReplayClock clock, Story story, Progress progress) {
    this.service = service;
    this.clock = clock;
    this.story = story;
    this.progress = progress;
  }

  long predictions() {
    return predictions;
  }

  long outcomes() {
    return outcomes;
  }

  /** Sends what had become known before the replay begins, in one batch a view. */
  static void ingestHistory(Api api, RecordedYear year, Instant until) throws SQLException {
    ingest(api, "weather", Rows.weatherLines(year.weather(BEFORE_ALL, until)));
    ingest(api, "departures", Rows.departureLines(year.departures(BEFORE_ALL, until)));
    ingest(api, "landings", Rows.landingLines(year.landings(BEFORE_ALL, until)));
  }

  private static void ingest(Api api, String view, byte[] lines) {
    api.post("/api/v1/features/views/" + view + "/batches", "application/x-ndjson", lines);
  }

  /** Plays from the first hour to the last, both inclusive. */
  void play(RecordedYear year, Instant first, Instant last) throws SQLException {
    new Hours(year).visit(first, last, this::play);
    service.awaitDrained();
    story.end(last);
  }

  private void play(Hour hour) {
    clock.moveTo(hour.at());
    ObjectNode outcomes = outcomes(hour.landings());
    if (story.isDue(hour.at())) {
      together(() -> ingest(hour), () -> report(outcomes));
      story.at(hour.at());
      ask(hour.asked());
    } else {
      ingest(hour);
      together(() -> ask(hour.asked()), () -> report(outcomes));
    }
    progress.at(hour.at(), predictions);
  }

  /** Does both at the same time, as two services would. */
  private static void together(Runnable one, Runnable other) {
    CompletableFuture<Void> beside = CompletableFuture.runAsync(other, Thread::startVirtualThread);
    one.run();
    try {
      beside.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof DemoFailed failed ? failed : e;
    }
  }

  private void ingest(Hour hour) {
    if (!hour.weather().isEmpty()
        || !hour.departures().isEmpty()
        || !hour.landings().isEmpty()) {
      byte[] batches = Rows.batches(hour.weather(), hour.departures(), hour.landings());
      service.api().post("/api/v1/features/batches", JSON, batches);
    }
  }

  private ObjectNode outcomes(List<Flight> landings) {
    ObjectNode request = service.api().object();
    ArrayNode reported = request.putArray("outcomes");
    for (Flight flight : landings) {
      String prediction = awaited.remove(flight.id());
      if (prediction != null) {
        reported
            .addObject()
            .put("prediction_id", prediction)
            .put("value", flight.late() ? 1.0 : 0.0)
            .put("occurred_at", flight.landedAt().orElseThrow().toString());
      }
    }
    return request;
  }

  private void report(ObjectNode request) {
    int reported = request.path("outcomes").size();
    if (reported > 0) {
      service.api().post("/api/v1/outcomes", request);
      outcomes += reported;
    }
  }

  private void ask(List<Flight> flights) {
    if (flights.isEmpty()) {
      return;
    }
    byte[] answer = service
        .api()
        .post("/v2/models/" + Service.ENDPOINT + "/infer", JSON, Question.about(flights));
    List<String> ids = new ArrayList<>(Question.predictionIds(answer));
    if (ids.size() != flights.size()) {
      throw new DemoFailed(
          "prediction ids: %d (expected: %d)".formatted(ids.size(), flights.size()));
    }
    for (int i = 0; i < ids.size(); i++) {
      awaited.put(flights.get(i).id(), ids.get(i));
    }
    predictions += ids.size();
  }
}
