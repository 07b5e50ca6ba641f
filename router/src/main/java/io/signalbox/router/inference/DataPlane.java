package io.signalbox.router.inference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.router.journal.JournalUnavailable;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** What both servlets of the data plane share: bounded bodies, answers of known length, and no failure without words. */
abstract class DataPlane extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(DataPlane.class);
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final int FIRST_ANSWER_BYTES = 1024;

  private final transient MeterRegistry metrics;

  DataPlane(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Answers, or throws a {@link Refusal} before anything is written. */
  abstract void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;

  /** Says why not, in the words of the protocol. */
  abstract void refuse(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException;

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer(request, response);
    } catch (Refusal refusal) {
      refused(request, response, refusal);
    } catch (JournalUnavailable e) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      refused(request, response, new Refusal(Refusal.UNAVAILABLE, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      log.error("A request of the data plane failed. path={}", request.getRequestURI(), e);
      refused(request, response, new Refusal(500, "an error of this server; its log says more"));
    }
  }

  private void refused(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    Counter.builder("signalbox.data.plane.refusals")
        .description("Requests for predictions, and reports of outcomes, that were refused")
        .tag("status", Integer.toString(refusal.status()))
        .register(metrics)
        .increment();
    refuse(request, response, refusal);
  }

  static void expectMethod(
      HttpServletRequest request, HttpServletResponse response, String method) {
    if (!request.getMethod().equals(method)) {
      response.setHeader("Allow", method);
      throw new Refusal(
          Refusal.METHOD_NOT_ALLOWED,
          "method: %s (expected: %s)".formatted(request.getMethod(), method));
    }
  }

  static void write(
      HttpServletResponse response, int status, String type, Consumer<JsonGenerator> writer)
      throws IOException {
    var bytes = new ByteArrayOutputStream(FIRST_ANSWER_BYTES);
    try (JsonGenerator json = Json.write(bytes)) {
      writer.accept(json);
    }
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(bytes.size());
    bytes.writeTo(response.getOutputStream());
  }
}
