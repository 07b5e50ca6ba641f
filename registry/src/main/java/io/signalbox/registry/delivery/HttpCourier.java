package io.signalbox.registry.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * One request a connection. The host is resolved once, judged, and what was judged is connected to: a name that points elsewhere a
 * moment later changes nothing. Redirects, cookies and proxies are not followed.
 */
@Component
class HttpCourier implements Courier, DisposableBean {
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout SILENCE = Timeout.ofSeconds(10);

  /** From beginning to end, however slowly an answer drips. */
  static final Duration LONGEST = Duration.ofSeconds(20);

  private static final int MOST_BYTES = 10_000;
  private static final int MOST_CONNECTIONS = 100;

  private final CloseableHttpClient judged;
  private final CloseableHttpClient trusted;
  private final ScheduledExecutorService deadline = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("delivery-deadline").factory());

  HttpCourier(Targets targets, Names names) {
    this.judged = client(targets::resolve);
    this.trusted = client(names::resolve);
  }

  private interface Lookup {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private static CloseableHttpClient client(Lookup lookup) {
    var resolver = new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return lookup.resolve(host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
    var connections = PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(resolver)
        .setMaxConnTotal(MOST_CONNECTIONS)
        .setMaxConnPerRoute(MOST_CONNECTIONS)
        .setDefaultConnectionConfig(ConnectionConfig.custom()
            .setConnectTimeout(CONNECT)
            .setSocketTimeout(SILENCE)
            .build())
        .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setConnectionReuseStrategy((request, response, context) -> false)
        .setDefaultRequestConfig(RequestConfig.custom()
            .setConnectionRequestTimeout(CONNECT)
            .setResponseTimeout(SILENCE)
            .build())
        .setUserAgent("signalbox")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  @Override
  public Answer send(Post post) {
    HttpPost request = new HttpPost(post.url());
    byte[] body = post.body().getBytes(StandardCharsets.UTF_8);
    request.setEntity(new ByteArrayEntity(body, ContentType.create("application/json")));
    post.headers().forEach(request::setHeader);
    Future<?> end = deadline.schedule(request::cancel, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return (post.trusted() ? trusted : judged).execute(request, HttpCourier::answer);
    } catch (TargetRefused e) {
      return Answer.failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Answer.failed(words(e));
    } finally {
      end.cancel(false);
    }
  }

  private static Answer answer(ClassicHttpResponse response) throws IOException {
    Optional<Duration> wait = Optional.ofNullable(response.getFirstHeader("Retry-After"))
        .map(Header::getValue)
        .filter(seconds -> seconds.matches("[0-9]{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    return new Answer(
        OptionalInt.of(response.getCode()),
        beginning(response.getEntity()),
        Optional.empty(),
        wait);
  }

  private static String beginning(HttpEntity entity) throws IOException {
    if (entity == null) {
      return "";
    }
    try (InputStream body = entity.getContent()) {
      return new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).replace("\0", "");
    }
  }

  /** Of the address and the secret nothing: these words are shown to whoever may read deliveries. */
  private static String words(IOException failure) {
    return switch (failure) {
      case UnknownHostException _ -> "the host cannot be resolved";
      case ConnectException _ -> "no connection";
      case SocketTimeoutException _ -> "no answer in time";
      case SSLException _ -> "no secure connection";
      case InterruptedIOException _ -> "no answer in time";
      default -> "the connection broke";
    };
  }

  @Override
  public void destroy() throws IOException {
    deadline.shutdownNow();
    judged.close();
    trusted.close();
  }
}
