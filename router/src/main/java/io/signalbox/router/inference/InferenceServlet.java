package io.signalbox.router.inference;

import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * The Open Inference Protocol, version 2, over HTTP
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md). A model of the protocol
 * is an endpoint; its versions are those of its arms.
 */
final class InferenceServlet extends DataPlane {

  private static final long serialVersionUID = 1L;
  static final String PATH = "/v2";
  private static final String JSON = "application/json";
  private static final String BINARY = "Inference-Header-Content-Length";
  private static final int OK = 200;
  private static final int NOT_READY = 400;
  private static final String MODELS = PATH + "/models/";
  private static final String INFER = "/infer";
  private static final Splitter SLASH = Splitter.on('/').omitEmptyStrings();

  private final transient Inference inference;
  private final transient LiveEndpoints endpoints;
  private final String version;

  InferenceServlet(
      Inference inference, LiveEndpoints endpoints, String version, MeterRegistry metrics) {
    super(metrics);
    this.inference = inference;
    this.endpoints = endpoints;
    this.version = version;
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getRequestURI();
    if (path.startsWith(MODELS) && path.endsWith(INFER)) {
      int end = Math.max(MODELS.length(), path.length() - INFER.length());
      String name = path.substring(MODELS.length(), end);
      if (isPlain(name)) { // as almost every request is
        infer(request, response, name, OptionalInt.empty());
        return;
      }
    }
    other(request, response);
  }

  /** Whether a path's part is a name and nothing else: neither several parts nor escaped. */
  private static boolean isPlain(String part) {
    for (int i = 0; i < part.length(); i++) {
      char letter = part.charAt(i);
      if (letter == '/' || letter == '%' || letter == '+') {
        return false;
      }
    }
    return !part.isEmpty();
  }

  /** A path's parts after {@code /v2}, dispatched by how many there are. */
  private void other(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (request.getRequestURI().contains("//")) {
      throw noPath(request); // of a model without a name
    }
    List<String> path = SLASH.splitToList(request.getRequestURI().substring(PATH.length()));
    if (path.size() >= 2 && path.getFirst().equals("models")) {
      String name = URLDecoder.decode(path.get(1), StandardCharsets.UTF_8);
      boolean versioned = path.size() >= 4 && path.get(2).equals("versions");
      OptionalInt named = versioned ? OptionalInt.of(number(path.get(3))) : OptionalInt.empty();
      model(
          request,
          response,
          name,
          named,
          String.join("/", path.subList(versioned ? 4 : 2, path.size())));
      return;
    }
    expectMethod(request, response, "GET");
    switch (String.join("/", path)) {
      case "" -> ok(response, this::server);
      case "health/live" -> ok(response, json -> flag(json, "live", true));
      case "health/ready" -> ok(response, json -> flag(json, "ready", true));
      default -> throw noPath(request);
    }
  }

  private void model(
      HttpServletRequest request,
      HttpServletResponse response,
      String name,
      OptionalInt named,
      String action)
      throws IOException {
    switch (action) {
      case "infer" -> infer(request, response, name, named);
      case "ready" -> {
        expectMethod(request, response, "GET");
        boolean ready = endpoints
            .find(name)
            .filter(endpoint -> named.isEmpty() || endpoint.models().containsKey(named.getAsInt()))
            .isPresent();
        write(response, ready ? OK : NOT_READY, JSON, json -> {
          json.writeStartObject();
          json.writeStringProperty("name", name);
          json.writeBooleanProperty("ready", ready);
          json.writeEndObject();
        });
      }
      case "" -> {
        expectMethod(request, response, "GET");
        LiveEndpoint endpoint = endpoints.find(name).orElseThrow(() -> Inference.unknown(name));
        InferPlan plan = inference.plan(endpoint);
        named.ifPresent(plan::arm);
        ok(response, json -> ModelMetadata.write(json, plan, named));
      }
      default -> throw noPath(request);
    }
  }

  private void infer(
      HttpServletRequest request, HttpServletResponse response, String name, OptionalInt named)
      throws IOException {
    expectMethod(request, response, "POST");
    if (request.getHeader(BINARY) != null) {
      throw Refusal.of("header %s: binary tensors (expected: JSON only)", BINARY);
    }
    ContentTypes.expectJsonWhereSaid(request);
    Answer answer = inference.answer(name, named, Body.read(request));
    ok(response, answer::write);
    sendAndYield(response);
  }

  /**
   * Sends the answer and lets other requests go first. A caller who asks again at once has done so by then, and is read on the spot:
   * the way back through the connector's poller would cost two changes of threads.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is what is meant
  private static void sendAndYield(HttpServletResponse response) throws IOException {
    response.flushBuffer();
    Thread.yield();
  }

  private static int number(String text) {
    Integer number = Ints.tryParse(text);
    if (number == null || number < 1) {
      throw new Refusal(Refusal.NOT_FOUND, "version: %s (expected: a number > 0)".formatted(text));
    }
    return number;
  }

  private static Refusal noPath(HttpServletRequest request) {
    return new Refusal(
        Refusal.NOT_FOUND,
        "path: %s (expected: one of the Open Inference Protocol, version 2)"
            .formatted(request.getRequestURI()));
  }

  private void server(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("name", "signalbox");
    json.writeStringProperty("version", version);
    json.writeArrayPropertyStart("extensions");
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void flag(JsonGenerator json, String name, boolean value) {
    json.writeStartObject();
    json.writeBooleanProperty(name, value);
    json.writeEndObject();
  }

  private static void ok(HttpServletResponse response, Consumer<JsonGenerator> writer)
      throws IOException {
    write(response, OK, JSON, writer);
  }

  @Override
  void refuse(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
      throws IOException {
    write(response, refusal.status(), JSON, json -> {
      json.writeStartObject();
      json.writeStringProperty("error", refusal.reason());
      json.writeEndObject();
    });
  }
}
