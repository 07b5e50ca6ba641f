package io.signalbox.registry.delivery;

import com.google.common.collect.ImmutableList;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Where messages may go that others ask for: to public addresses, unless {@code signalbox.delivery.private} says otherwise. */
@Component
public class Targets {
  private static final int LONGEST = 2_000;
  private static final List<String> KNOWN = ImmutableList.of("https", "http");

  private final List<String> schemes;
  private final boolean privateToo;
  private final Names names;

  Targets(
      @Value("${signalbox.delivery.schemes:https}") String schemes,
      @Value("${signalbox.delivery.private:false}") String privateToo,
      Names names) {
    this.schemes = schemes(schemes);
    this.privateToo = flag(privateToo);
    this.names = names;
  }

  /** Refuses settings that cannot be, before a server is built on them; blank is the default. @throws SettingRefused for them */
  public static void checkSettings(String schemes, String privateToo) {
    schemes(schemes);
    flag(privateToo);
  }

  private static List<String> schemes(String text) {
    if (text.isBlank()) {
      return List.of("https");
    }
    List<String> given = List.of(text.replace(" ", "").toLowerCase(Locale.ROOT).split(",", -1));
    if (!KNOWN.containsAll(given)) {
      throw new SettingRefused("signalbox.delivery.schemes", text, "https, or https,http");
    }
    return given;
  }

  private static boolean flag(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false", "" -> false;
      default -> throw new SettingRefused("signalbox.delivery.private", text, "true or false");
    };
  }

  /**
   * An address that may be sent to, as things are now. Its host is resolved again when it is sent to, and judged again.
   *
   * @throws TargetRefused if it is none
   */
  public URI check(String url) {
    URI target = parse(url);
    resolve(target.getHost());
    return target;
  }

  private URI parse(String url) {
    if (url.isBlank() || url.length() > LONGEST) {
      throw new TargetRefused(
          "URL of %d characters (expected: 1 to %d)".formatted(url.strip().length(), LONGEST));
    }
    URI target;
    try {
      target = new URI(url);
    } catch (URISyntaxException e) {
      throw new TargetRefused("Invalid URL: " + e.getReason());
    }
    String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
    if (!schemes.contains(scheme)) {
      throw new TargetRefused("Invalid URL scheme: '%s'. Allowed schemes are: %s."
          .formatted(scheme, String.join(", ", schemes)));
    }
    if (target.getHost() == null) {
      throw new TargetRefused("URL without a hostname");
    }
    if (target.getRawUserInfo() != null || target.getRawFragment() != null) {
      throw new TargetRefused("URL with a user or a fragment (expected: neither)");
    }
    return target;
  }

  /** The host's addresses, all of which may be connected to. What is connected to must be one of these very objects. */
  InetAddress[] resolve(String host) {
    InetAddress[] found;
    try {
      found = names.resolve(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    } catch (UnknownHostException e) {
      throw new TargetRefused("host '%s' cannot be resolved".formatted(host));
    }
    for (InetAddress address : found) {
      if (!privateToo && !Addresses.isPublic(address)) {
        throw new TargetRefused(
            "host '%s' is not a public address: %s".formatted(host, address.getHostAddress()));
      }
    }
    return found;
  }
}
