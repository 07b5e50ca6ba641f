package io.signalbox.registry.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.HttpListener;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
  private static final InetAddress PUBLIC = InetAddress.ofLiteral("93.184.216.34");
  private static final InetAddress METADATA = InetAddress.ofLiteral("169.254.169.254");

  private final Deque<InetAddress[]> answers = new ArrayDeque<>();
  private final Names names = host -> {
    if (host.matches("[0-9.]+|.*:.*")) {
      return new InetAddress[] {InetAddress.ofLiteral(host)};
    }
    if (answers.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
  };
  private final Targets targets = new Targets("https", "false", names);

  @Test
  void a_public_host_with_tls_is_a_target() {
    answers.add(new InetAddress[] {PUBLIC});

    assertThat(targets.check("https://hook.example/in?key=1"))
        .isEqualTo(URI.create("https://hook.example/in?key=1"));
  }

  @Test
  void one_private_address_among_public_ones_is_enough_to_refuse() {
    answers.add(new InetAddress[] {PUBLIC, METADATA});

    assertThatThrownBy(() -> targets.check("https://hook.example/"))
        .isInstanceOf(TargetRefused.class)
        .hasMessage("host 'hook.example' is not a public address: 169.254.169.254");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://hook.example/ | Invalid URL scheme: 'http'. Allowed schemes are: https.",
        "file:///etc/passwd | Invalid URL scheme: 'file'. Allowed schemes are: https.",
        "//hook.example/ | Invalid URL scheme: 'null'. Allowed schemes are: https.",
        "https:///in | URL without a hostname",
        "https://hook example/ | Invalid URL: Illegal character in authority",
        "https://a:b@hook.example/ | URL with a user or a fragment (expected: neither)",
        "https://nowhere.example/ | host 'nowhere.example' cannot be resolved",
        "https://127.0.0.1/ | host '127.0.0.1' is not a public address: 127.0.0.1",
        "https://[::1]/ | host '[::1]' is not a public address: 0:0:0:0:0:0:0:1",
        "https://[::ffff:10.0.0.1]/ | host '[::ffff:10.0.0.1]' is not a public address: 10.0.0.1"
      })
  void what_is_no_target_is_refused(String url, String message) {
    assertThatThrownBy(() -> targets.check(url))
        .isInstanceOf(TargetRefused.class)
        .hasMessageStartingWith(message);
  }

  /** Spellings that a resolver may take for an address: the real one is asked, and what it says is judged. */
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.1", "2130706433", "0x7f.1", "017700000001", "0"})
  void no_spelling_of_this_machine_is_a_target(String host) {
    var real = new Targets("https", "false", new Names.OfTheSystem());

    assertThatThrownBy(() -> real.check("https://" + host + "/")).isInstanceOf(TargetRefused.class);
  }

  @Test
  void a_name_that_points_elsewhere_a_moment_later_is_not_followed() throws Exception {
    try (var listener = new HttpListener()) {
      var both = new Targets("https,http", "false", names);
      var courier = new HttpCourier(both, names);
      answers.add(new InetAddress[] {PUBLIC});
      answers.add(new InetAddress[] {InetAddress.getLoopbackAddress()});
      URI target = both.check("http://hook.example:" + listener.port() + "/in");

      Courier.Answer answer = courier.send(new Post(target, Map.of(), "{}", false));

      assertThat(answer.taken()).isFalse();
      assertThat(answer.words())
          .isEqualTo("host 'hook.example' is not a public address: 127.0.0.1");
      assertThat(listener.received()).isEmpty();
      courier.destroy();
    }
  }

  /** The name exists nowhere: the address can only be the one that was judged. */
  @Test
  void what_was_judged_is_what_is_connected_to() throws Exception {
    try (var listener = new HttpListener()) {
      var all = new Targets("https,http", "true", names);
      var courier = new HttpCourier(all, names);
      answers.add(new InetAddress[] {InetAddress.getLoopbackAddress()});
      URI target = all.check("http://hook.example:" + listener.port() + "/in");

      Courier.Answer answer =
          courier.send(new Post(target, Map.of("X-One", "1"), "{\"é\": 1}", false));

      assertThat(answer.taken()).isTrue();
      assertThat(answer.body()).isEqualTo("heard");
      assertThat(listener.received()).singleElement().satisfies(request -> {
        assertThat(request.header("Host")).isEqualTo("hook.example:" + listener.port());
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("X-One")).isEqualTo("1");
        assertThat(request.body()).isEqualTo("{\"é\": 1}");
      });
      courier.destroy();
    }
  }

  @Test
  void a_redirect_is_not_followed() throws Exception {
    try (var listener = new HttpListener()) {
      listener.answering = request -> 302;
      var all = new Targets("http", "true", names);
      var courier = new HttpCourier(all, names);

      Courier.Answer answer =
          courier.send(new Post(URI.create(listener.url("/in")), Map.of(), "{}", false));

      assertThat(answer.status()).hasValue(302);
      assertThat(answer.taken()).isFalse();
      assertThat(answer.again()).isFalse();
      courier.destroy();
    }
  }

  @Test
  void empty_settings_are_the_usual_ones() {
    assertThatThrownBy(() -> new Targets("", " ", names).check("http://127.0.0.1/in"))
        .isInstanceOf(TargetRefused.class)
        .hasMessageContaining("https");
  }

  @Test
  void settings_that_cannot_be_are_refused() {
    for (String wrong : List.of("ftp", "https,")) {
      assertThatThrownBy(() -> new Targets(wrong, "false", names))
          .isInstanceOf(SettingRefused.class)
          .hasMessage(
              "SIGNALBOX_DELIVERY_SCHEMES: %s (expected: https, or https,http)".formatted(wrong));
    }
    assertThatThrownBy(() -> new Targets("https", "maybe", names))
        .isInstanceOf(SettingRefused.class)
        .hasMessage("SIGNALBOX_DELIVERY_PRIVATE: maybe (expected: true or false)");
  }
}
