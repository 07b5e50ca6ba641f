package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.migrations.SettableClock;
import io.signalbox.migrations.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows from a database of the user's own. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class SqlSourceIT {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String QUERY =
      "SELECT customer, booked_at, recorded_at, balance, tags FROM accounts -- all";

  private final SettableClock clock = new SettableClock(NOON);
  private final TestDatabase database = TestDatabase.fresh();
  private final TestDatabase billing = TestDatabase.fresh();
  private final JdbcClient users = JdbcClient.create(billing.dataSource());
  private FeatureServer server;
  private int number;
  private String view = "";

  @BeforeAll
  void start(@TempDir Path home) {
    server = FeatureServer.start(
        database.dataSource(),
        home,
        clock,
        Map.of(
            "signalbox.features.source-batch", "2",
            "signalbox.sources.billing.url", billing.url(),
            "signalbox.sources.billing.user", billing.user(),
            "signalbox.sources.billing.password", billing.password(),
            "signalbox.sources.gone.url", "jdbc:postgresql://127.0.0.1:1/gone"));
  }

  @AfterAll
  void stop() {
    server.close();
    database.close();
    billing.close();
  }

  @BeforeEach
  void view() {
    users.sql("DROP TABLE IF EXISTS accounts").update();
    users.sql("""
        CREATE TABLE accounts (customer bigint, booked_at timestamptz, recorded_at timestamptz,
          balance float8, tags text[], note date)""").update();
    clock.set(NOON);
    view = "accounts_" + ++number;
    server
        .features()
        .apply(
            List.of(
                new EntityDefinition(
                    "customer",
                    Optional.empty(),
                    List.of(new JoinKey("customer", ValueType.INT64))),
                new FeatureViewDefinition(
                    view,
                    Optional.empty(),
                    "customer",
                    "booked_at",
                    Optional.of("recorded_at"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(
                        new ColumnDefinition("balance", ValueType.FLOAT64, Optional.of(true)),
                        new ColumnDefinition("tags", ValueType.STRING_ARRAY, Optional.of(true))),
                    List.of())),
            "test");
  }

  private String apply(String query) {
    String name = "source_" + number;
    server.features().apply(List.of(source(name, "billing", query, Optional.empty())), "test");
    return name;
  }

  private SqlSourceDefinition source(
      String name, String from, String query, Optional<Duration> every) {
    return new SqlSourceDefinition(
        name, view, from, query, every, Optional.of(Duration.ofSeconds(10)));
  }

  /** {@code recorded}: seconds before noon. */
  private void account(long customer, int recorded, Object balance) {
    users
        .sql("INSERT INTO accounts VALUES (?, ?, ?, ?, ARRAY['a', 'b'])")
        .params(customer, java.sql.Timestamp.from(NOON.minusSeconds(3_600)))
        .params(java.sql.Timestamp.from(NOON.minusSeconds(recorded)), balance)
        .update();
  }

  private Map<Long, Object> served() {
    var balances = new LinkedHashMap<Long, Object>();
    long[] customers = {1, 2, 3, 4, 5};
    OnlineFeatures found = server
        .features()
        .lookup(
            List.of(FeatureReference.parse(view + ":balance")),
            clock.instant(),
            new Table(
                5,
                List.of(new Column.Longs(
                    "customer", ValueType.INT64, customers, new java.util.BitSet()))));
    Column balance = found.features().getFirst();
    for (int row = 0; row < 5; row++) {
      if (!balance.isMissing(row)) {
        balances.put(customers[row], balance.numberAt(row));
      }
    }
    return balances;
  }

  @Test
  void what_became_known_since_the_last_time_is_read_once_and_served() {
    String source = apply(QUERY);
    account(1, 60, 1.5);
    account(2, 50, 2.5);
    account(3, 50, 3.5); // known in the same microsecond: not parted by the end of a batch
    account(4, 40, null);
    account(5, 9, 5.5); // too young

    SqlSources.Reading first = server.sources().read(source, "test");

    assertThat(first.rows()).isEqualTo(4);
    assertThat(first.manifests()).extracting(Manifest::accepted).containsExactly(3L, 1L);
    assertThat(served()).isEqualTo(Map.of(1L, 1.5, 2L, 2.5, 3L, 3.5));
    assertThat(server.sources().read(source, "test").rows()).isZero();
    assertThat(server.sources().find(source).readTo()).contains(NOON.minusSeconds(40));

    clock.set(NOON.plusSeconds(1));
    assertThat(server.sources().read(source, "test").rows()).isEqualTo(1);
    assertThat(served()).containsEntry(5L, 5.5);
    assertThat(server.sources().find(source).rows()).isEqualTo(5);
  }

  @Test
  void a_row_that_is_none_of_the_views_goes_to_quarantine_and_the_others_are_read() {
    String source = apply(QUERY);
    account(1, 60, 1.5);
    account(2, 50, Double.NaN);
    account(3, 40, 3.5);

    server.sources().read(source, "test");

    assertThat(served()).containsOnlyKeys(1L, 3L);
    assertThat(server.ingestion().quarantine(view, 10))
        .singleElement()
        .satisfies(it -> assertThat(it.rule()).isEqualTo("finite"));
  }

  @Test
  void a_batch_that_is_refused_is_read_again_when_it_is_mended() {
    String source = apply(QUERY);
    account(1, 60, 1.5);
    users.sql("UPDATE accounts SET booked_at = recorded_at + interval '1 day'").update();

    assertThatThrownBy(() -> server.sources().read(source, "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("is in the future of recorded_at");

    assertThat(server.sources().find(source).trouble()).isPresent();
    assertThat(server.sources().find(source).readTo()).isEmpty();
    users.sql("UPDATE accounts SET booked_at = recorded_at").update();
    assertThat(server.sources().read(source, "test").rows()).isEqualTo(1);
    assertThat(server.sources().find(source).trouble()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1 AS customer FROM nowhere | relation \"nowhere\" does not exist (expected: one statement that reads)",
        "SELECT customer, booked_at, recorded_at, balance FROM accounts | column tags: missing (expected: all of",
        "SELECT *, 1 AS customer FROM accounts | column customer twice (expected: once)",
        "SELECT * FROM accounts | column note: unknown (expected: only",
        "SELECT customer, booked_at, recorded_at::timestamp, balance, tags FROM accounts | column recorded_at is timestamp (expected: timestamptz, for timestamp; cast it in the query)",
        "SELECT customer, booked_at, recorded_at, balance::numeric, tags FROM accounts | column balance is numeric (expected: float4 or float8, for float64;",
        "DELETE FROM accounts RETURNING * | syntax error",
        "SELECT 1; DROP TABLE accounts | without a semicolon",
        "WITH gone AS (DELETE FROM accounts RETURNING *) SELECT * FROM gone | must be at the top level",
        "' ' | one statement that reads",
      })
  void a_query_that_is_none_of_the_views_is_refused_when_it_is_applied(String query, String words) {
    account(1, 60, 1.5);

    assertThatThrownBy(() -> apply(query))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining(words);

    assertThat(server.features().definitions("SqlSource"))
        .noneMatch(it -> it.name().equals("source_" + number));
    assertThat(users.sql("SELECT count(*) FROM accounts").query(Long.class).single())
        .isEqualTo(1);
  }

  @Test
  void nothing_is_written_there_also_by_what_looks_like_reading() {
    users.sql("CREATE SEQUENCE IF NOT EXISTS counter").update();
    String source = apply(QUERY.replace("balance,", "balance + nextval('counter') AS balance,"));
    account(1, 60, 1.5);

    assertThatThrownBy(() -> server.sources().read(source, "test"))
        .isInstanceOf(FeaturesException.SourceFailed.class)
        .hasMessageContaining("read-only transaction");
  }

  @Test
  void a_database_that_is_not_known_or_not_there_is_named() {
    assertThatThrownBy(() -> server
            .features()
            .apply(List.of(source("other", "crm", QUERY, Optional.empty())), "test"))
        .hasMessage(
            "database: crm (expected: one that the server's setting SIGNALBOX_SOURCES_CRM_URL gives as jdbc:postgresql://host:port/name)");
    assertThatThrownBy(() -> server
            .features()
            .apply(List.of(source("other", "gone", QUERY, Optional.empty())), "test"))
        .isInstanceOf(FeaturesException.SourceFailed.class)
        .hasMessageStartingWith("database: gone cannot be reached: ");
  }

  @Test
  void one_that_says_how_often_is_read_by_itself() {
    account(1, 60, 1.5);
    server
        .features()
        .apply(
            List.of(source("often", "billing", QUERY, Optional.of(Duration.ofSeconds(1)))), "test");

    await().atMost(Duration.ofSeconds(30)).until(() -> served().equals(Map.of(1L, 1.5)));

    server
        .versions()
        .retire(
            new AppliedVersions.Version(AppliedVersions.Kind.SOURCE, "often", 1), "test", "done");
    assertThatThrownBy(() -> server.sources().find("often"))
        .isInstanceOf(FeaturesException.NotFound.class);
  }

  @Test
  void it_is_read_and_looked_at_by_http_and_its_view_stays_as_long_as_it_is_there() {
    String source = apply(QUERY);
    account(1, 60, 1.5);

    HttpResponse<String> read = server.post("/api/v1/features/sources/" + source + "/read", "");

    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).contains("\"source\":\"" + source + "\",\"rows\":1,");
    assertThat(server.get("/api/v1/features/sources/" + source).body())
        .contains("\"read_to\":\"2026-03-01T11:59:00Z\"", "\"trouble\":null");
    assertThat(server.get("/api/v1/features/sources").body()).contains(source);
    assertThat(server.get("/api/v1/features/sources/nobody").statusCode()).isEqualTo(404);
    HttpResponse<String> refused = server.post(
        "/api/v1/features/views/" + view + "/versions/1/retire", "{\"reason\": \"done\"}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("SqlSource " + source + "@1");
  }
}
