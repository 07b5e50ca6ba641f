package io.signalbox.router.inference;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a body may be. A page of any other site can make a browser send text, a form or bytes of no type to this server without
 * asking first, and JSON only with a leave that is never given (https://fetch.spec.whatwg.org/#simple-header).
 */
final class ContentTypes {
  private static final String JSON = "application/json";
  private static final Splitter PARAMETERS = Splitter.on(';').trimResults();

  private ContentTypes() {}

  /** @throws Refusal unless the request says that its body is JSON */
  static void expectJson(HttpServletRequest request) {
    @Nullable String type = request.getContentType();
    if (type == null || !isJson(type)) {
      throw new Refusal(
          Refusal.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type: %s (expected: %s)".formatted(type == null ? "none" : type, JSON));
    }
  }

  /** As the other, but clients of the protocol that name no type are answered too; a browser always names its page's origin. */
  static void expectJsonWhereSaid(HttpServletRequest request) {
    if (request.getContentType() != null || request.getHeader("Origin") != null) {
      expectJson(request);
    }
  }

  /** Almost always just that. */
  private static boolean isJson(String type) {
    return type.equals(JSON)
        || Ascii.equalsIgnoreCase(PARAMETERS.split(type).iterator().next(), JSON);
  }
}
