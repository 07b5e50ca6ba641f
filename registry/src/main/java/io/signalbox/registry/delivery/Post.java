package io.signalbox.registry.delivery;

import com.google.common.collect.ImmutableMap;
import java.net.URI;
import java.util.Map;

/**
 * A POST of JSON.
 *
 * @param headers beside {@code Content-Type}
 * @param trusted whether the address comes from the server's own configuration: it may be a private one
 */
public record Post(URI url, Map<String, String> headers, String body, boolean trusted) {
  public Post {
    headers = ImmutableMap.copyOf(headers);
  }
}
