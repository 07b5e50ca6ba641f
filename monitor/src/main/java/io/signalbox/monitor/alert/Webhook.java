package io.signalbox.monitor.alert;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** One POST of JSON to a webhook; redirects are not followed. */
class Webhook {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final URI url;
  private final HttpClient client;

  /** Throws an IllegalArgumentException if it is no address of http or https. */
  Webhook(String url) {
    this.url = URI.create(url);
    if (this.url.getHost() == null || !String.valueOf(this.url.getScheme()).matches("https?")) {
      throw new IllegalArgumentException(
          "signalbox.alerts.slack-webhook: not an address (expected: http:// or https://)");
    }
    this.client = HttpClient.newBuilder()
        .connectTimeout(TIMEOUT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  Answer post(String json) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url)
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json; charset=utf-8")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
    try {
      return answer(client.send(request, HttpResponse.BodyHandlers.discarding()));
    } catch (IOException e) {
      return new Answer(false, true, e.getClass().getSimpleName(), Optional.empty());
    }
  }

  private static Answer answer(HttpResponse<Void> response) {
    int status = response.statusCode();
    boolean later = status == 429 || status >= 500;
    Optional<Duration> wait = response
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("[0-9]{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .map(asked -> asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked);
    return new Answer(status / 100 == 2, later, "status " + status, wait);
  }

  /**
   * What came of it.
   *
   * @param again whether the same may be taken later
   * @param pause how long the webhook asked to wait
   */
  record Answer(boolean taken, boolean again, String words, Optional<Duration> pause) {}
}
