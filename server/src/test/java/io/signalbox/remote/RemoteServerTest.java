package io.signalbox.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which server the commands talk to. */
class RemoteServerTest {

  @Test
  void a_variable_that_is_empty_is_as_one_that_is_not_there() throws RemoteFailure {
    var empty = Map.of("SIGNALBOX_URL", "", "SIGNALBOX_PORT", " ");

    assertThat(RemoteServer.address(empty)).isEqualTo("http://127.0.0.1:8080");
    assertThat(RemoteServer.address(Map.of())).isEqualTo("http://127.0.0.1:8080");
    assertThat(RemoteServer.address(Map.of("SIGNALBOX_PORT", "9090", "SIGNALBOX_URL", "")))
        .isEqualTo("http://127.0.0.1:9090");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080/,     http://127.0.0.1:8080",
    "http://127.0.0.1:8080//,    http://127.0.0.1:8080",
    "' http://box:80 ',          http://box:80",
    "https://box/signal/,        https://box/signal",
    "http://[::1]:8080,          http://[::1]:8080"
  })
  void slashes_at_the_end_of_an_address_are_left_out(String given, String address)
      throws RemoteFailure {
    assertThat(RemoteServer.address(Map.of("SIGNALBOX_URL", given))).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:8080", "box", "ftp://box", "http://", "http://a b", "http://b?x=1"})
  void what_is_no_address_is_refused(String given) {
    assertThatThrownBy(() -> RemoteServer.from(Map.of("SIGNALBOX_URL", given)))
        .isInstanceOf(RemoteFailure.class)
        .hasMessage("SIGNALBOX_URL: " + given + " (expected: http://host:port)");
  }

  @Test
  void what_is_no_port_is_refused() {
    assertThatThrownBy(() -> RemoteServer.from(Map.of("SIGNALBOX_PORT", "http")))
        .isInstanceOf(RemoteFailure.class)
        .hasMessage("SIGNALBOX_PORT: http (expected: a port)");
  }
}
