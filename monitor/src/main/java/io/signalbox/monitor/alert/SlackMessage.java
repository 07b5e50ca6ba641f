package io.signalbox.monitor.alert;

import io.signalbox.monitor.AlertStored;
import java.util.List;
import java.util.Map;

/** An alert as Slack's incoming webhooks take it: a text for notifications, and blocks for the channel. */
final class SlackMessage {
  /** Slack refuses a section of more. */
  private static final int MOST_CHARACTERS = 3_000;

  private SlackMessage() {}

  static Map<String, Object> of(AlertStored alert) {
    String text = escaped(alert.text());
    String where = "check `%s`, endpoint `%s`, report `%s`, %s"
        .formatted(escaped(alert.check()), alert.endpoint(), alert.reportId(), alert.at());
    return Map.of(
        "text",
        text,
        "blocks",
        List.of(
            Map.of("type", "section", "text", markdown(":rotating_light: " + text)),
            Map.of("type", "context", "elements", List.of(markdown(where)))));
  }

  private static Map<String, String> markdown(String text) {
    return Map.of(
        "type",
        "mrkdwn",
        "text",
        text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS));
  }

  /** Slack's three control characters. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
