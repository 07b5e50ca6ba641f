package io.signalbox.router.inference;

import io.signalbox.router.journal.OutcomeRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code {"outcomes": [{"prediction_id", "value", "occurred_at"?, "endpoint"?}]}}. A member of another name is refused. */
final class OutcomesReader {
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

  /** What happened cannot lie ahead; a day allows for a reporter whose clock or time zone is wrong. */
  private static final Duration AHEAD = Duration.ofDays(1);

  /** Far above any amount that is predicted, and far below where sums and squares over a year overflow a double. */
  private static final double GREATEST = 1e15;

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Instant now;
  private final List<OutcomeRecord> outcomes = new ArrayList<>();

  private OutcomesReader(Instant now) {
    this.now = now;
  }

  /** Reads a whole body. @throws Refusal if it is not such an object */
  static List<OutcomeRecord> read(byte[] body, Instant now) {
    if (body.length == 0) {
      throw Refusal.of("body: empty (expected: an object with outcomes)");
    }
    OutcomesReader reader = new OutcomesReader(now);
    try (JsonParser json = Json.read(body)) {
      json.nextToken();
      reader.body(json);
      Json.expectEnd(json);
    } catch (JacksonException e) {
      throw Json.notJson(e);
    }
    return reader.outcomes;
  }

  private void body(JsonParser json) {
    Json.expectObject(json, "body");
    boolean found = false;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      if (!name.equals("outcomes")) {
        throw Refusal.of("%s: unknown (expected: outcomes)", name);
      }
      if (found) {
        throw twice(name);
      }
      found = true;
      Json.expectArray(json, "outcomes");
      while (json.nextToken() != JsonToken.END_ARRAY) {
        outcomes.add(outcome(json, "outcomes[%d]".formatted(outcomes.size())));
      }
    }
    if (!found) {
      throw Refusal.of("outcomes: missing (expected: an array)");
    }
  }

  private OutcomeRecord outcome(JsonParser json, String where) {
    Json.expectObject(json, where);
    @Nullable UUID id = null;
    double value = Double.NaN;
    Optional<Instant> occurredAt = Optional.empty();
    Optional<String> endpoint = Optional.empty();
    Set<String> names = new HashSet<>();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      String member = where + "." + name;
      if (!names.add(name)) {
        throw twice(member);
      }
      switch (name) {
        case "prediction_id" -> id = id(Json.text(json, member), member);
        case "value" -> value = value(json, member);
        case "occurred_at" ->
          occurredAt = Json.textOrNull(json, member).map(text -> instant(text, member));
        case "endpoint" -> endpoint = Json.textOrNull(json, member);
        default ->
          throw Refusal.of(
              "%s: unknown (expected: prediction_id, value, occurred_at, endpoint)", member);
      }
    }
    if (id == null || Double.isNaN(value)) {
      throw Refusal.of(
          "%s.%s: missing (expected: one)", where, id == null ? "prediction_id" : "value");
    }
    return new OutcomeRecord(id, value, occurredAt, now, endpoint);
  }

  private static Refusal twice(String member) {
    return Refusal.of("%s: there twice (expected: once)", member);
  }

  private static UUID id(String text, String where) {
    if (!UUID_FORM.matcher(text).matches()) {
      throw Refusal.of("%s: '%s' (expected: a prediction id, which is a UUID)", where, text);
    }
    return UUID.fromString(text);
  }

  private static double value(JsonParser json, String where) {
    boolean number = json.currentToken() == JsonToken.VALUE_NUMBER_INT
        || json.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
    if (!number) {
      throw Refusal.of("%s: %s (expected: a number)", where, Json.word(json));
    }
    double value = json.getDoubleValue();
    if (Math.abs(value) > GREATEST) { // an infinite one too
      throw Refusal.of("%s: %s (expected: at most 1e15 either way)", where, value);
    }
    return value;
  }

  private Instant instant(String text, String where) {
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      if (at.isBefore(EARLIEST) || at.isAfter(now.plus(AHEAD))) {
        throw Refusal.of(
            "%s: %s (expected: between 1900 and a day from now, %s)", where, text, now);
      }
      return at;
    } catch (DateTimeParseException e) {
      throw Refusal.of("%s: '%s' (expected: ISO-8601 with a zone)", where, text);
    }
  }
}
