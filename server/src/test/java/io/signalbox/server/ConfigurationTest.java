package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  @Test
  void without_variables_it_is_port_8080_and_a_home_under_the_current_folder() {
    Configuration configuration = Configuration.from(Map.of("SIGNALBOX_PORT", ""));

    assertThat(configuration.port()).isEqualTo(8080);
    assertThat(configuration.home()).isEqualTo(Path.of(".signalbox").toAbsolutePath());
    assertThat(configuration.database()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "-1", "65536", "8080.5"})
  void a_port_is_a_number_that_fits(String port) {
    assertThatThrownBy(() -> Configuration.from(Map.of("SIGNALBOX_PORT", port)))
        .isInstanceOf(StartupFailure.class)
        .hasMessage("SIGNALBOX_PORT: " + port + " (expected: a number from 0 to 65535)");
  }

  @Test
  void it_listens_on_this_machine_alone_unless_it_is_told_otherwise() {
    assertThat(Configuration.from(Map.of()).address()).isEqualTo("127.0.0.1");
    assertThat(Configuration.from(Map.of("SIGNALBOX_ADDRESS", "localhost")).address())
        .isEqualTo("127.0.0.1");
    assertThat(Configuration.from(Map.of("SIGNALBOX_ADDRESS", "0.0.0.0")).address())
        .isEqualTo("0.0.0.0");
    assertThatThrownBy(() -> Configuration.from(Map.of("SIGNALBOX_ADDRESS", "not an address")))
        .hasMessage("SIGNALBOX_ADDRESS: not an address (expected: an address of this machine)");
  }

  @Test
  void a_database_of_ones_own_is_taken_as_given() {
    var environment = Map.of(
        "SIGNALBOX_DATABASE_URL", "jdbc:postgresql://db:5432/signalbox",
        "SIGNALBOX_DATABASE_USER", "ada",
        "SIGNALBOX_DATABASE_PASSWORD", "secret");

    assertThat(Configuration.from(environment).database())
        .contains(new DatabaseAddress("jdbc:postgresql://db:5432/signalbox", "ada", "secret"));
  }

  @Test
  void a_database_address_is_told_without_its_password() {
    var database = new DatabaseAddress("jdbc:postgresql://db/x?password=secret", "ada", "secret");

    assertThat(database).hasToString("jdbc:postgresql://db/x");
  }

  @Test
  void a_database_url_that_is_none_is_refused() {
    assertThatThrownBy(() -> new DatabaseAddress("mysql://db", "", "").check())
        .hasMessage(
            "SIGNALBOX_DATABASE_URL: mysql://db (expected: jdbc:postgresql://host:port/name;"
                + " user and password stand in SIGNALBOX_DATABASE_USER and _PASSWORD)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "ftp://host/x", "https://", "https://a b"})
  void a_webhook_that_is_no_address_is_refused_without_its_secret(String webhook) {
    assertThatThrownBy(() -> Configuration.from(Map.of("SIGNALBOX_ALERTS_SLACK_WEBHOOK", webhook)))
        .isInstanceOf(StartupFailure.class)
        .hasMessage("SIGNALBOX_ALERTS_SLACK_WEBHOOK: not an address (expected: https://host/path)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://bob:geheim@127.0.0.1:1/x",
        "postgresql://bob:geheim@127.0.0.1/x?password=geheim",
        "jdbc:postgresql:bob:geheim@host",
        "mysql://x?password=geheim"
      })
  void an_address_with_a_password_is_refused_without_it(String url) {
    assertThatThrownBy(() -> Configuration.from(Map.of("SIGNALBOX_DATABASE_URL", url)))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith("SIGNALBOX_DATABASE_URL: ")
        .hasMessageContaining("(expected: jdbc:postgresql://host:port/name;")
        .message()
        .doesNotContain("geheim");
  }

  @Test
  void a_postgresql_that_is_no_longer_maintained_is_refused() {
    var database = new DatabaseAddress("jdbc:postgresql://db:5432/x?ssl=true", "", "");

    database.expectVersion(15);
    assertThatThrownBy(() -> database.expectVersion(14))
        .isInstanceOf(StartupFailure.class)
        .hasMessage(
            "database: jdbc:postgresql://db:5432/x is PostgreSQL 14 (expected: 15 or newer)");
  }

  @ParameterizedTest
  @CsvSource({
    "SIGNALBOX_DELIVERY_PRIVATE, maybe, true or false",
    "SIGNALBOX_DELIVERY_SCHEMES, ftp, 'https, or https,http'"
  })
  void a_wrong_setting_of_webhooks_is_refused_before_anything_starts(
      String variable, String value, String expected) {
    assertThatThrownBy(() -> Configuration.from(Map.of(variable, value)))
        .isInstanceOf(StartupFailure.class)
        .hasMessage("%s: %s (expected: %s)".formatted(variable, value, expected));
    assertThat(Configuration.from(Map.of(variable, "")).port()).isEqualTo(8080);
  }
}
