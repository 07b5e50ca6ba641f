package io.signalbox.router.inference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.router.journal.Journal;
import io.signalbox.router.journal.OutcomeRecord;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Takes what turned out: {@code POST /api/v1/outcomes}. A report is kept whether its prediction is known, or not yet, or never will
 * be; it is answered once it is on disk. The same report again changes nothing; another value is a correction.
 */
final class OutcomesServlet extends DataPlane {

  private static final long serialVersionUID = 1L;
  static final String PATH = "/api/v1/outcomes";

  private static final Map<Integer, String> TITLES = Map.of(
      Refusal.BAD_REQUEST, "The request is not valid",
      Refusal.METHOD_NOT_ALLOWED, "Not with this method",
      Refusal.TOO_LARGE, "The body is too large",
      Refusal.UNSUPPORTED_MEDIA_TYPE, "Not a body of this type",
      Refusal.UNAVAILABLE, "The journal takes nothing now");
  private static final Map<Integer, String> SLUGS = Map.of(
      Refusal.BAD_REQUEST, "invalid",
      Refusal.METHOD_NOT_ALLOWED, "method-not-allowed",
      Refusal.TOO_LARGE, "too-large",
      Refusal.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type",
      Refusal.UNAVAILABLE, "journal-unavailable");

  private final transient Journal journal;
  private final transient Clock clock;
  private final transient Counter accepted;

  OutcomesServlet(Journal journal, Clock clock, MeterRegistry metrics) {
    super(metrics);
    this.journal = journal;
    this.clock = clock;
    this.accepted =
        Counter.builder("signalbox.outcomes").description("Outcomes taken").register(metrics);
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    expectMethod(request, response, "POST");
    ContentTypes.expectJson(request);
    List<OutcomeRecord> outcomes = OutcomesReader.read(Body.read(request), clock.instant());
    if (!outcomes.isEmpty()) {
      journal.outcomes(outcomes, true).await();
      accepted.increment(outcomes.size());
    }
    write(response, 200, "application/json", json -> {
      json.writeStartObject();
      json.writeNumberProperty("accepted", outcomes.size());
      json.writeEndObject();
    });
  }

  @Override
  void refuse(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    write(response, refusal.status(), "application/problem+json", json -> {
      json.writeStartObject();
      json.writeStringProperty(
          "type", "urn:signalbox:problem:" + SLUGS.getOrDefault(refusal.status(), "unexpected"));
      json.writeStringProperty(
          "title", TITLES.getOrDefault(refusal.status(), "An error of this server"));
      json.writeNumberProperty("status", refusal.status());
      json.writeStringProperty("detail", refusal.reason());
      json.writeStringProperty("instance", PATH);
      if (request.getAttribute("requestId") instanceof String id) {
        json.writeStringProperty("requestId", id);
      }
      json.writeEndObject();
    });
  }
}
