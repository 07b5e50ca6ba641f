package io.signalbox.monitor.alert;

import io.signalbox.registry.delivery.SettingRefused;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Where alerts go besides the log: {@code signalbox.alerts.slack-webhook}, where that is set. */
@Component
class SlackWebhook {
  private static final String SETTING = "signalbox.alerts.slack-webhook";

  private final Optional<URI> url;

  /** Throws a SettingRefused, without the address: it is a secret. */
  SlackWebhook(@Value("${" + SETTING + ":}") String url) {
    this.url = url.isBlank() ? Optional.empty() : Optional.of(parse(url.strip()));
  }

  private static URI parse(String text) {
    try {
      URI url = new URI(text);
      if (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?")) {
        return url;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new SettingRefused(
        SETTING,
        "%d characters".formatted(text.length()),
        "an address, https://hooks.slack.com/...");
  }

  Optional<URI> url() {
    return url;
  }
}
