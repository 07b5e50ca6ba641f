package io.signalbox.features.feast;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Features;
import io.signalbox.features.Ingestion;
import io.signalbox.features.Manifest;
import io.signalbox.features.Materializations;
import io.signalbox.features.RowBatch;
import io.signalbox.features.RowSchema;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes as Feast's SDK sends them. There is one history of a view, for training and for serving: whatever a caller writes to, it is
 * in both. A row that breaks the contract refuses the whole request, because the SDK would not show what went to quarantine.
 */
@RestController
class FeastWrites {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> TARGETS = Set.of("online", "offline", "online_and_offline");
  private static final byte[] NOTHING = "null".getBytes(StandardCharsets.US_ASCII);

  private final Features features;
  private final Ingestion ingestion;
  private final Materializations materializations;

  FeastWrites(Features features, Ingestion ingestion, Materializations materializations) {
    this.features = features;
    this.ingestion = ingestion;
    this.materializations = materializations;
  }

  /** 200 and null; 404 if there is no such view. */
  @PostMapping({"/write-to-online-store", "//write-to-online-store"})
  ResponseEntity<byte[]> write(HttpServletRequest request) throws IOException {
    JsonNode body = Bodies.object(request);
    String view = Bodies.text(body, "feature_view_name");
    RowSchema schema = features
        .rows(view)
        .orElseThrow(() -> FeastRefusal.notFound(
            "FeastObjectNotFoundException", "Feature view " + view + " does not exist"));
    ingest(view, schema, body, request, false);
    return FeastProblems.Answers.json(200, NOTHING);
  }

  /** 200 and nothing; a push source is a feature view of its name. What goes offline is not served until it is materialized. */
  @PostMapping({"/push", "//push"})
  ResponseEntity<byte[]> push(HttpServletRequest request) throws IOException {
    JsonNode body = Bodies.object(request);
    String source = Bodies.text(body, "push_source_name");
    String to = Bodies.optional(body, "to").orElse("online");
    if (!TARGETS.contains(to)) {
      throw FeastRefusal.unreadable("to: %s (expected: one of %s)".formatted(to, TARGETS));
    }
    RowSchema schema = features
        .rows(source)
        .orElseThrow(() -> FeastRefusal.of(
            422, "PushSourceNotFoundException", "Unable to find push source '" + source + "'."));
    ingest(source, schema, body, request, to.equals("offline"));
    return FeastProblems.Answers.json(200, new byte[0]);
  }

  private Manifest ingest(
      String view, RowSchema schema, JsonNode body, HttpServletRequest request, boolean isOffline) {
    var rows = SentFrame.rows(body.path("df"), schema);
    // Rows that always hold lack their time: it tells a value that came back from one that is sent
    // again.
    Optional<String> occasion = schema.eventTime().isPresent()
        ? Optional.empty()
        : Optional.of(body.path("df").path("event_timestamp").toString());
    var batch = new RowBatch(view, "feast", rows, occasion);
    return isOffline
        ? ingestion.ingestOffline(batch, author(request))
        : ingestion.ingestWhole(batch, author(request));
  }

  private static String author(HttpServletRequest request) {
    String user = request.getRemoteUser();
    return user == null ? "local" : user;
  }

  /** 200 and null when memory has all that is stored of these views by now; with async 202, or 409 while another runs. */
  @PostMapping({"/materialize", "//materialize"})
  ResponseEntity<byte[]> materialize(
      HttpServletRequest request, @RequestParam(defaultValue = "false") String async)
      throws IOException {
    JsonNode body = Bodies.object(request);
    if (!body.path("disable_event_timestamp").asBoolean(false)) {
      checkTime(body, "start_ts");
      checkTime(body, "end_ts");
    }
    return materialize(views(body), async.equals("true"), author(request));
  }

  /** As {@link #materialize}. */
  @PostMapping({"/materialize-incremental", "//materialize-incremental"})
  ResponseEntity<byte[]> materializeIncremental(
      HttpServletRequest request, @RequestParam(defaultValue = "false") String async)
      throws IOException {
    JsonNode body = Bodies.object(request);
    checkTime(body, "end_ts");
    return materialize(views(body), async.equals("true"), author(request));
  }

  /** Every other method. */
  @RequestMapping({
    "/push", "//push",
    "/write-to-online-store", "//write-to-online-store",
    "/materialize", "//materialize",
    "/materialize-incremental", "//materialize-incremental"
  })
  ResponseEntity<byte[]> notAllowed() {
    FeastRefusal refusal = FeastRefusal.notAllowed();
    return ResponseEntity.status(refusal.status())
        .allow(HttpMethod.POST)
        .contentType(MediaType.APPLICATION_JSON)
        .body(refusal.body().getBytes(StandardCharsets.UTF_8));
  }

  private ResponseEntity<byte[]> materialize(List<String> views, boolean async, String author) {
    if (!async) {
      features.refresh(views);
      return FeastProblems.Answers.json(200, NOTHING);
    }
    UUID id = materializations
        .begin(views, author)
        .orElseThrow(() ->
            FeastRefusal.of(409, "FeastError", "materialize: one runs already (expected: none)"));
    byte[] body = JSON.writeValueAsBytes(new Accepted("accepted", views));
    return ResponseEntity.accepted()
        .header("Location", "/api/v1/features/materializations/" + id)
        .contentType(MediaType.APPLICATION_JSON)
        .contentLength(body.length)
        .body(body);
  }

  private record Accepted(
      String status,

      @com.fasterxml.jackson.annotation.JsonProperty("feature_views")
      List<String> views) {}

  private List<String> views(JsonNode body) {
    JsonNode named = body.path("feature_views");
    if (named.isMissingNode() || named.isNull()) {
      return features.served();
    }
    if (!named.isArray()) {
      throw FeastRefusal.unreadable("feature_views: no list (expected: one, or null)");
    }
    List<String> views = new ArrayList<>();
    Optional<String> version = Bodies.optional(body, "version");
    for (JsonNode name : named) {
      String view = name.isString() ? name.stringValue() : name.toString();
      if (!features.served().contains(view)
          || version.filter(it -> !isInForce(view, it)).isPresent()) {
        throw FeastRefusal.notFound(
            "FeatureViewNotFoundException", "Feature view " + view + " does not exist");
      }
      views.add(view);
    }
    return ImmutableList.copyOf(views);
  }

  private boolean isInForce(String view, String version) {
    return version.equals("latest")
        || FeastViews.of(features)
            .anyMatch(it -> it.name().equals(view) && version.equals("v" + it.version()));
  }

  private static void checkTime(JsonNode body, String field) {
    String text = Bodies.text(body, field);
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeParseException zoned) {
      try {
        LocalDateTime.parse(text);
      } catch (DateTimeParseException e) {
        throw FeastRefusal.unreadable(field + ": " + text + " (expected: a time in ISO-8601)");
      }
    }
  }
}
