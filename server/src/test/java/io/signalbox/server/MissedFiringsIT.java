package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What fell due while no server ran, by the settings that the server ships with. */
@ExtendWith(OneServer.class)
class MissedFiringsIT {
  private static final String CHECK = "missed_firings";

  @Test
  void firings_missed_less_than_a_minute_ago_are_made_up_for_by_one() throws Exception {
    List<ZonedDateTime> missed = missed(ZonedDateTime.now(ZoneOffset.UTC));
    assertThat(missed).hasSizeGreaterThan(2);
    send("/api/2.0/mlflow/registered-models/create", "{\"name\": \"%s\"}".formatted(CHECK));
    send("/api/v1/apply", """
        {"files": [{"name": "x.yaml", "content": "%s"}]}""".formatted("""
        kind: Endpoint
        name: missed_firings
        model: missed_firings
        ---
        kind: Check
        type: prediction_drift
        name: missed_firings
        endpoint: missed_firings
        cron: %s
        zone: UTC
        window: 1d
        least_rows: 200
        least_psi: 0.1
        significance: 0.01
        """.formatted(cron(missed)).replace("\n", "\\n")));

    fallsDue(missed.getFirst().toInstant());

    await().atMost(Duration.ofSeconds(90)).until(MissedFiringsIT::waitsForNextYear);
    assertThat(OneServer.jdbc()
            .sql("SELECT count(*) FROM monitor.reports WHERE check_name = ?")
            .param(CHECK)
            .query(Long.class)
            .single())
        .isOne();
  }

  /** Every fifth second of one minute, as far as it lies from 50 to 2 seconds ago: that whole minute is over or well under way. */
  private static List<ZonedDateTime> missed(ZonedDateTime now) {
    ZonedDateTime minute = now.truncatedTo(ChronoUnit.MINUTES);
    ZonedDateTime from = now.getSecond() >= 30 ? minute : minute.minusMinutes(1);
    return IntStream.range(0, 12)
        .mapToObj(step -> from.plusSeconds(5L * step))
        .filter(at -> at.isAfter(now.minusSeconds(50)) && at.isBefore(now.minusSeconds(2)))
        .toList();
  }

  /** Due at these moments, and not again for a year. */
  private static String cron(List<ZonedDateTime> moments) {
    String seconds = moments.stream()
        .map(at -> Integer.toString(at.getSecond()))
        .collect(Collectors.joining(","));
    return seconds + moments.getFirst().format(DateTimeFormatter.ofPattern(" m H d M '?'"));
  }

  /** As it stands in the database when a server starts that was down since. */
  private static void fallsDue(Instant at) {
    int changed = OneServer.jdbc()
        .sql("UPDATE quartz.qrtz_triggers SET next_fire_time = ? WHERE trigger_name = ?")
        .params(at.toEpochMilli(), CHECK)
        .update();
    assertThat(changed).isOne();
  }

  private static boolean waitsForNextYear() {
    return OneServer.jdbc()
        .sql("""
            SELECT next_fire_time > ? AND trigger_state = 'WAITING' FROM quartz.qrtz_triggers
            WHERE trigger_name = ? AND EXISTS (SELECT 1 FROM monitor.reports WHERE check_name = ?)
            """)
        .params(Instant.now().plus(Duration.ofDays(300)).toEpochMilli(), CHECK, CHECK)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  private static void send(String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(OneServer.url().resolve(path))
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(body))
          .build();
      var answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }
}
