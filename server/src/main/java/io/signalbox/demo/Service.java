package io.signalbox.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the demo asks of Signalbox, each a call or two of its public interface. */
final class Service {
  static final String MODEL = "flight_delay";
  static final String ENDPOINT = "flight_delay";
  private static final String ENDPOINT_PATH = "/api/v1/endpoints/" + ENDPOINT;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(5);

  private final Api api;

  Service(Api api) {
    this.api = api;
  }

  /** Waits until every acknowledged prediction and outcome stands in PostgreSQL. */
  void awaitDrained() {
    await(
        "the journal to be drained",
        () -> api.get("/api/v1/journal?wait=10").path("backlog").asLong() == 0);
  }

  /** Asks for a run of a training plan and waits for its end. */
  JsonNode train(String plan, String reason) {
    ObjectNode request = api.object().put("reason", reason);
    return awaitRun(
        api.post("/api/v1/training-plans/" + plan + "/runs", request).path("id").asString());
  }

  /** Waits for the end of a training run; a failed one ends the demo. */
  JsonNode awaitRun(String id) {
    String path = "/api/v1/training-runs/" + id;
    await(
        "training run " + id,
        () -> !Set.of("queued", "running").contains(api.get(path).path("state").asString()));
    JsonNode run = api.get(path);
    if (!run.path("state").asString().equals("succeeded")) {
      throw new DemoFailed("training run %s: %s (expected: succeeded): %s"
          .formatted(id, run.path("state").asString(), run.path("error").asString("")));
    }
    return run;
  }

  JsonNode runs(String plan) {
    return api.get("/api/v1/training-runs?plan=" + plan);
  }

  JsonNode checks() {
    return api.get("/api/v1/checks");
  }

  JsonNode runCheck(String name) {
    return api.post("/api/v1/checks/" + name + "/runs", api.object());
  }

  JsonNode compare(int candidate, int reference, Instant since) {
    ObjectNode request = api.object()
        .put("endpoint", ENDPOINT)
        .put("candidate", candidate)
        .put("reference", reference);
    return api.post("/api/v1/comparisons", request.put("since", since.toString()));
  }

  /** Puts a split in force; {@code evidence} is the id of a comparison, or empty. */
  JsonNode split(
      Map<Integer, Integer> shares, List<Integer> shadows, String reason, String evidence) {
    ObjectNode request = api.object().put("reason", reason);
    ObjectNode byVersion = request.putObject("shares");
    shares.forEach((version, share) -> byVersion.put(version.toString(), share));
    var scoring = request.putArray("shadows");
    shadows.forEach(version -> scoring.add(version.toString()));
    if (!evidence.isEmpty()) {
      request.put("evidence", evidence);
    }
    return api.put(ENDPOINT_PATH + "/split", request);
  }

  /** Records what is decided about a version beside another, on the comparison of this id; returns the decision's number. */
  long decide(int candidate, int reference, String verdict, String reason, String evidence) {
    ObjectNode request = api.object()
        .put("stage", "production")
        .put("verdict", verdict)
        .put("reason", reason)
        .put("evidence", evidence);
    request.putArray("against").add(reference);
    String path = "/api/v1/models/" + MODEL + "/versions/" + candidate + "/decisions";
    return api.post(path, request).path("decision").path("id").asLong();
  }

  /** Puts the version that was in Production before back, and waits until the endpoint, which follows, answers with it alone. */
  int rollBackModel(String reason) {
    ObjectNode request = api.object().put("reason", reason);
    int restored = api.post("/api/v1/models/" + MODEL + "/rollback", request)
        .path("restored")
        .asInt();
    awaitServing(restored);
    return restored;
  }

  /** Takes back the table before, on the comparison of this id. */
  JsonNode rollback(String reason, String evidence) {
    return api.post(
        ENDPOINT_PATH + "/rollback", api.object().put("reason", reason).put("evidence", evidence));
  }

  JsonNode endpoint() {
    return api.get(ENDPOINT_PATH);
  }

  /** Moves a version to Production and waits until the endpoint, which follows, answers with it alone. */
  void promote(int version, String reason, String evidence) {
    Api.Answer answer = tryToPromote(version, reason, evidence);
    if (answer.status() != 200) {
      throw new DemoFailed("version %d to Production: %s (expected: its gates pass)"
          .formatted(version, api.read(answer.body()).path("detail").asString()));
    }
    awaitServing(version);
  }

  private void awaitServing(int version) {
    await("the endpoint to serve version " + version + " alone", () -> {
      JsonNode table = endpoint().path("table");
      return hasAllTraffic(version, table) && table.path("shadows").isEmpty();
    });
  }

  /** The versions that score without answering. */
  List<Integer> shadows() {
    List<Integer> shadows = new ArrayList<>();
    endpoint().path("table").path("shadows").forEach(version -> shadows.add(version.asInt()));
    return shadows;
  }

  boolean hasAllTraffic(int version) {
    return hasAllTraffic(version, endpoint().path("table"));
  }

  private static boolean hasAllTraffic(int version, JsonNode table) {
    JsonNode ranges = table.path("ranges");
    return ranges.size() == 1 && ranges.get(0).path("model_version").asInt() == version;
  }

  /** The same without minding a refusal. */
  Api.Answer tryToPromote(int version, String reason, String evidence) {
    ObjectNode request = api.object().put("stage", "production").put("reason", reason);
    if (!evidence.isEmpty()) {
      request.put("evidence", evidence);
    }
    return api.exchange(
        "PUT", "/api/v1/models/" + MODEL + "/versions/" + version + "/stage", request);
  }

  JsonNode gates(int version) {
    return api.get(
        "/api/v1/models/" + MODEL + "/gates/evaluation?version=" + version + "&stage=production");
  }

  Api api() {
    return api;
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new DemoFailed(
            "waited %d s for %s (expected: sooner)".formatted(PATIENCE.toSeconds(), what));
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoFailed("interrupted while waiting for " + what, e);
      }
    }
  }
}
