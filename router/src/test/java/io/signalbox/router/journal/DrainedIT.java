package io.signalbox.router.journal;

import static io.signalbox.router.journal.Records.NOON;
import static io.signalbox.router.journal.Records.features;
import static io.signalbox.router.journal.Records.outcome;
import static io.signalbox.router.journal.Records.prediction;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.router.Predictions.Outcome;
import io.signalbox.router.Predictions.Scored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is read back of predictions and outcomes once they are drained. */
class DrainedIT extends WithJournal {
  @Test
  void a_prediction_is_read_back_as_it_was_answered() throws Exception {
    UUID id = Records.idsAt(NOON).next();

    journal.predictions(List.of(prediction(id)), true).await();
    assertThat(drainer.await(PATIENCE)).isTrue();

    Scored scored = scored().getFirst();
    assertThat(scored.id()).isEqualTo(id.toString());
    assertThat(scored.at()).isEqualTo(NOON);
    assertThat(scored.unit()).contains("N14228");
    assertThat(scored.version()).isEqualTo(1);
    assertThat(scored.scoreOf(1)).isEqualTo(0.25);
    assertThat(scored.scoreOf(2)).isEqualTo(0.5);
    assertThat(scored.scoreOf(4)).as("a shadow that failed").isNaN();
    assertThat(scored.scoreOf(5)).as("no arm at all").isNaN();
    assertThat(scored.outcome()).isEmpty();
  }

  @Test
  void features_come_back_with_their_types_and_what_was_missing() throws Exception {
    PredictionIds ids = Records.idsAt(NOON);
    long large = (1L << 53) + 1;
    journal
        .predictions(
            List.of(
                prediction(ids.next(), Optional.of("a"), features(7.5, large, "é😀")),
                prediction(ids.next(), Optional.empty(), features(Double.NaN, null, null))),
            true)
        .await();
    assertThat(drainer.await(PATIENCE)).isTrue();

    Table table = stored.features(
        DELAYS,
        NOON,
        NOON.plusSeconds(1),
        Optional.of(1),
        List.of("carrier", "distance", "wind", "humidity"));

    assertThat(table.rows()).isEqualTo(2);
    assertThat(((Column.Texts) table.column("carrier")).at(0)).isEqualTo("é😀");
    assertThat(((Column.Longs) table.column("distance")).at(0)).isEqualTo(large);
    assertThat(table.column("wind").numberAt(0)).isEqualTo(7.5);
    assertThat(table.columns()).allMatch(column -> column.isMissing(1));
    assertThat(table.column("humidity").isMissing(0)).as("was not logged").isTrue();
    assertThat(stored
            .features(DELAYS, NOON, NOON.plusSeconds(1), Optional.of(9), List.of("wind"))
            .rows())
        .as("another version")
        .isZero();
  }

  @Test
  void predictions_come_by_time_from_the_days_that_are_asked_for() throws Exception {
    List<UUID> ids = new ArrayList<>();
    for (Instant at : List.of(NOON.plus(Duration.ofDays(2)), NOON, NOON.plus(Duration.ofDays(1)))) {
      UUID id = Records.idsAt(at).next();
      journal.predictions(List.of(prediction(id)), true).await();
      ids.add(id);
    }
    assertThat(drainer.await(PATIENCE)).isTrue();

    assertThat(scored())
        .extracting(Scored::id)
        .containsExactly(ids.get(1).toString(), ids.get(2).toString());
  }

  @Test
  void an_outcome_may_come_before_its_prediction_and_again() throws Exception {
    UUID id = Records.idsAt(NOON).next();

    journal.outcomes(List.of(outcome(id, 1, NOON.plusSeconds(60))), true).await();
    assertThat(drainer.await(PATIENCE)).isTrue();
    journal.predictions(List.of(prediction(id)), true).await();
    journal.outcomes(List.of(outcome(id, 1, NOON.plusSeconds(90))), true).await();
    assertThat(drainer.await(PATIENCE)).isTrue();

    assertThat(scored().getFirst().outcome()).contains(new Outcome(1, NOON.plusSeconds(60)));
    assertThat(replaced()).isEmpty();
  }

  @Test
  void the_outcome_reported_last_holds_and_the_one_before_is_kept() throws Exception {
    UUID id = Records.idsAt(NOON).next();
    journal.predictions(List.of(prediction(id)), true).await();

    journal
        .outcomes(
            List.of(
                outcome(id, 1, NOON.plusSeconds(1)),
                outcome(id, 0, NOON.plusSeconds(2)),
                outcome(id, 1, NOON.plusSeconds(3))),
            true)
        .await();
    assertThat(drainer.await(PATIENCE)).isTrue();
    assertThat(scored().getFirst().outcome()).contains(new Outcome(1, NOON.plusSeconds(3)));
    assertThat(replaced()).containsExactly(1.0, 0.0);

    journal.outcomes(List.of(outcome(id, 0.5, NOON.plusSeconds(2))), true).await();
    assertThat(drainer.await(PATIENCE)).isTrue();
    assertThat(scored().getFirst().outcome())
        .as("reported earlier, drained later")
        .contains(new Outcome(1, NOON.plusSeconds(3)));
  }

  @Test
  void an_outcome_of_an_id_that_cannot_be_ours_is_kept_without_a_day() throws Exception {
    journal
        .outcomes(
            List.of(
                outcome(UUID.fromString("a3bb189e-8bf9-4c2b-9d5e-1f6f6f6f6f6f"), 1, NOON),
                outcome(Records.idsAt(NOON.plus(Duration.ofDays(400))).next(), 1, NOON)),
            true)
        .await();
    assertThat(drainer.await(PATIENCE)).isTrue();

    assertThat(jdbc.sql("SELECT count(*) FROM router.outcomes_of_no_time")
            .query(Long.class)
            .single())
        .isEqualTo(2);
  }

  @Test
  void outcomes_of_a_thousand_days_without_predictions_are_kept_and_make_no_day() throws Exception {
    long days = partitions();
    var reports = new ArrayList<OutcomeRecord>();
    for (int day = 1; day < 1_000; day++) {
      reports.add(outcome(Records.idsAt(NOON.minus(Duration.ofDays(day))).next(), 1, NOON));
    }

    journal.outcomes(reports, true).await();

    assertThat(drainer.await(PATIENCE)).isTrue();
    assertThat(partitions()).isEqualTo(days);
  }

  @Test
  void an_outcome_of_a_day_to_come_is_found_there_once_the_day_has_a_prediction() throws Exception {
    Instant morning = Instant.parse("2013-03-01T00:00:00Z");
    UUID first = Records.idsAt(morning).next();
    UUID last = Records.idsAt(morning.plus(Duration.ofDays(1)).minusMillis(1)).next();
    journal
        .outcomes(
            List.of(
                outcome(first, 0, morning.plusSeconds(1)),
                outcome(first, 1, morning.plusSeconds(2)),
                outcome(last, 1, morning.plusSeconds(3)),
                outcome(Records.idsAt(morning.minusMillis(1)).next(), 1, morning)),
            true)
        .await();
    assertThat(drainer.await(PATIENCE)).isTrue();

    journal.predictions(List.of(prediction(first), prediction(last)), true).await();
    journal.outcomes(List.of(outcome(last, 1, morning.plusSeconds(9))), true).await();
    assertThat(drainer.await(PATIENCE)).isTrue();

    assertThat(jdbc.sql("""
            SELECT (p.predicted_at AT TIME ZONE 'UTC') || ' ' || o.value || ' ' || (o.reported_at AT TIME ZONE 'UTC')
            FROM router.predictions p JOIN router.outcomes o
              ON o.predicted_at = p.predicted_at AND o.prediction_id = p.id
            WHERE p.id IN (?, ?) ORDER BY 1""").params(first, last).query(String.class).list())
        .containsExactly(
            "2013-03-01 00:00:00 1 2013-03-01 00:00:02",
            "2013-03-01 23:59:59.999 1 2013-03-01 00:00:03");
    assertThat(jdbc.sql("SELECT value FROM router.replaced_outcomes WHERE predicted_at = ?")
            .params(java.sql.Timestamp.from(morning))
            .query(Double.class)
            .list())
        .containsExactly(0.0);
  }

  private static long partitions() {
    return jdbc.sql(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'router.outcomes'::regclass")
        .query(Long.class)
        .single();
  }

  @Test
  void when_a_version_first_answered_is_kept_also_where_an_earlier_answer_comes_later()
      throws Exception {
    jdbc.sql("TRUNCATE router.first_predictions").update();
    journal
        .predictions(List.of(prediction(Records.idsAt(NOON.plusSeconds(60)).next())), true)
        .await();
    assertThat(drainer.await(PATIENCE)).isTrue();
    assertThat(firstAnswers()).containsExactly("1 " + NOON.plusSeconds(60));
    close();
    open(folder); // another process, as far as the drainer knows

    journal
        .predictions(
            List.of(
                prediction(Records.idsAt(NOON.plusSeconds(90)).next()),
                prediction(Records.idsAt(NOON).next())),
            true)
        .await();
    assertThat(drainer.await(PATIENCE)).isTrue();

    assertThat(firstAnswers()).containsExactly("1 " + NOON);
  }

  private static List<String> firstAnswers() {
    return jdbc.sql(
            "SELECT model_version, at FROM router.first_predictions WHERE endpoint = 'delays'")
        .query((row, number) -> row.getInt(1) + " "
            + row.getObject(2, java.time.OffsetDateTime.class).toInstant())
        .list();
  }
}
