package io.signalbox.router.journal;

import static io.signalbox.router.journal.Records.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.Column;
import io.signalbox.features.Consistency;
import io.signalbox.features.ConsistencyAudit;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Features;
import io.signalbox.features.Field;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.registry.ModelName;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.FeatureAudit;
import io.signalbox.router.Partial;
import io.signalbox.router.Router;
import io.signalbox.router.RouterException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What of the predictions' records is handed to the feature store, over a real journal and its database. */
class LoggedFeatureAuditsIT extends WithJournal {
  private static final Instant LATER = NOON.plusSeconds(60);
  private static final List<Field> LOGGED = List.of(
      new Field("distance", ValueType.INT64, true),
      new Field("wind", ValueType.FLOAT64, true),
      new Field("tail_number", ValueType.STRING, true),
      new Field(FeatureLayout.ASKED_AT, ValueType.TIMESTAMP, false));

  private final PredictionIds ids = Records.idsAt(NOON);
  private final Compared compared = new Compared();
  private final LoggedFeatureAudits audits = new LoggedFeatureAudits(
      stored,
      new FeatureLayouts(jdbc),
      Partial.of(Features.class, new Services()),
      compared,
      Partial.of(Router.class, new OneEndpoint()));

  /** Answers that the second row of each part differs. */
  private static final class Compared implements Consistency {
    private final List<String> services = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();

    @Override
    public synchronized ConsistencyAudit audit(String service, Table logged, String moment) {
      services.add(service);
      tables.add(logged);
      assertThat(moment).isEqualTo(FeatureLayout.ASKED_AT);
      return new ConsistencyAudit(
          logged.rows(),
          List.of(new ConsistencyAudit.Feature("wind", logged.rows() - 1, 1, 0, 0, 1, 0.5)),
          List.of(new ConsistencyAudit.Example(1, "wind", "2.0", "3.0")));
    }
  }

  /** Version 1 of a service that looks wind up, and one that looks nothing up; version 3 was retired. */
  public static final class Services {
    public Optional<FeatureService> service(String name, int version) {
      Field wind = new Field("wind", ValueType.FLOAT64, true);
      return switch (name + "@" + version) {
        case "flight_live@1" ->
          Optional.of(new FeatureService(name, 1, List.of(), List.of(), List.of(wind)));
        case "flight_schedule@1" ->
          Optional.of(new FeatureService(name, 1, List.of(), List.of(), List.of()));
        default -> Optional.empty();
      };
    }
  }

  /** A router that knows the endpoint {@code delays}. */
  public static final class OneEndpoint {
    public Optional<Endpoint> endpoint(EndpointName name) {
      var definition = new EndpointDefinition(
          name,
          new ModelName("delays"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
      return Optional.of(new Endpoint(definition, Optional.empty(), Optional.empty(), ""))
          .filter(endpoint -> name.value().equals("delays"));
    }
  }

  @Test
  void keys_inputs_values_and_the_moment_of_the_lookup_are_handed_over_as_they_were()
      throws Exception {
    UUID first = log(layout("flight_live", 1, LOGGED), columns(2.0, "N1", 1_366_027_200_000_123L));
    UUID second =
        log(layout("flight_live", 1, LOGGED), columns(Double.NaN, null, 1_366_027_200_000_456L));
    drain();

    FeatureAudit audit = audits.audit(DELAYS, NOON, LATER);

    assertThat(compared.services).containsExactly("flight_live@1");
    Table table = compared.tables.getFirst();
    assertThat(table.rows()).isEqualTo(2);
    assertThat(table.column("wind").numberAt(0)).isEqualTo(2.0);
    assertThat(table.column("wind").isMissing(1)).isTrue();
    assertThat(((Column.Texts) table.column("tail_number")).at(0)).isEqualTo("N1");
    assertThat(table.column("tail_number").isMissing(1)).isTrue();
    var moments = (Column.Longs) table.column(FeatureLayout.ASKED_AT);
    assertThat(moments.type()).isEqualTo(ValueType.TIMESTAMP);
    assertThat(moments.at(1) - moments.at(0)).isEqualTo(333);
    assertThat(table.column("distance").type()).isEqualTo(ValueType.INT64);
    assertThat(first).isNotEqualTo(second);
    assertThat(audit.predictions()).isEqualTo(2);
    assertThat(audit.unaudited()).isEmpty();
    assertThat(audit.examples())
        .containsExactly(new FeatureAudit.Example(second.toString(), NOON, "wind", "2.0", "3.0"));
  }

  @Test
  void more_than_a_slice_is_added_up() throws Exception {
    FeatureLayout layout = layout("flight_live", 1, LOGGED);
    int rows = LoggedSlices.MOST_ROWS + 100;
    var records = new ArrayList<PredictionRecord>();
    for (int i = 0; i < rows; i++) {
      records.add(record(ids.next(), layout, columns(i, "N" + i, 1_366_027_200_000_000L + i)));
      if (records.size() == 1_000 || i == rows - 1) {
        journal.predictions(records, true).await();
        records.clear();
      }
    }
    drain();

    FeatureAudit audit = audits.audit(DELAYS, NOON, LATER);

    assertThat(audit.predictions()).isEqualTo(rows);
    assertThat(compared.tables)
        .extracting(Table::rows)
        .containsExactlyInAnyOrder(LoggedSlices.MOST_ROWS, 100);
    Table rest =
        compared.tables.stream().filter(it -> it.rows() == 100).findFirst().orElseThrow();
    assertThat(rest.column("wind").numberAt(0)).isEqualTo(LoggedSlices.MOST_ROWS);
    ConsistencyAudit.Feature wind = audit.services().getFirst().features().getFirst();
    assertThat(wind.matches()).isEqualTo(rows - 2);
    assertThat(wind.mismatches()).isEqualTo(2);
    assertThat(wind.smape()).hasValue(0.5);
  }

  @Test
  void what_cannot_be_held_against_anything_is_counted_with_its_reason() throws Exception {
    log(layout("flight_schedule", 1, LOGGED.subList(0, 1)), columns(1, "N1", 0).subList(0, 1));
    log(layout("flight_live", 3, LOGGED), columns(1, "N1", 0));
    log(layout("flight_live", 1, LOGGED.subList(0, 3)), columns(1, "N1", 0).subList(0, 3));
    log(
        FeatureLayout.of(Optional.empty(), 0, LOGGED.subList(0, 1)),
        columns(1, "N1", 0).subList(0, 1));
    drain();

    FeatureAudit audit = audits.audit(DELAYS, NOON, LATER);

    assertThat(compared.tables).isEmpty();
    assertThat(audit.predictions()).isEqualTo(4);
    assertThat(audit.unaudited())
        .containsExactlyInAnyOrder(
            new FeatureAudit.Unaudited("the feature service looks nothing up", 1),
            new FeatureAudit.Unaudited("the version of the feature service was retired", 1),
            new FeatureAudit.Unaudited(
                "keys and moment were not logged yet when this was predicted", 1),
            new FeatureAudit.Unaudited("the endpoint reads no feature service", 1));
  }

  @Test
  void an_endpoint_that_there_is_not_and_a_span_without_length_are_refused() {
    assertThatThrownBy(() -> audits.audit(new EndpointName("nobody"), NOON, LATER))
        .isInstanceOf(RouterException.NotFound.class);
    assertThatThrownBy(() -> audits.audit(DELAYS, NOON, NOON))
        .isInstanceOf(RouterException.Invalid.class);
    assertThat(audits.audit(DELAYS, NOON, LATER).predictions()).isZero();
  }

  private void drain() throws InterruptedException {
    assertThat(drainer.await(PATIENCE)).isTrue();
  }

  private UUID log(FeatureLayout layout, List<Column> columns) throws InterruptedException {
    UUID id = ids.next();
    journal.predictions(List.of(record(id, layout, columns)), true).await();
    return id;
  }

  private static PredictionRecord record(UUID id, FeatureLayout layout, List<Column> columns) {
    return new PredictionRecord(
        id,
        "delays",
        Optional.empty(),
        1,
        1,
        0.5,
        com.google.common.primitives.ImmutableIntArray.of(),
        new double[0],
        layout,
        columns,
        0,
        Optional.empty());
  }

  private static FeatureLayout layout(String service, int version, List<Field> fields) {
    return FeatureLayout.of(Optional.of(service), version, fields);
  }

  private static List<Column> columns(double wind, String tail, long asked) {
    return List.of(
        new Column.Longs("distance", ValueType.INT64, new long[] {1_400}, new BitSet()),
        new Column.Doubles("wind", new double[] {wind}),
        new Column.Texts("tail_number", java.util.Collections.singletonList(tail)),
        new Column.Longs(
            FeatureLayout.ASKED_AT, ValueType.TIMESTAMP, new long[] {asked}, new BitSet()));
  }
}
