package io.signalbox.registry.mlflow;

import io.signalbox.registry.Artifacts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Sends a file or one range of it, never as something that a browser would show. */
final class Download {
  private Download() {}

  /** The path in the store of what a run, model or version has under a path of its own. */
  static String pathBelow(String rootUri, String path) {
    String root = Artifacts.pathOf(rootUri)
        .orElseThrow(() -> MlflowException.invalid("artifacts: " + rootUri + " (expected: here)"));
    if (path.startsWith("/")) {
      throw MlflowException.invalid("Invalid path: '" + path + "' (expected: relative)");
    }
    return path.isEmpty() ? root : root + "/" + path;
  }

  static void of(
      Artifacts artifacts, String path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (Artifacts.Content content = artifacts.open(path)) {
      Optional<ByteRange> part = ByteRange.asked(request, content.bytes());
      ByteRange range = part.orElse(new ByteRange(0, content.bytes(), content.bytes()));
      response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
      if (part.isPresent()) {
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        response.setHeader(HttpHeaders.CONTENT_RANGE, range.header());
      }
      response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
      response.setContentLengthLong(range.count());
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader(
          HttpHeaders.CONTENT_DISPOSITION,
          ContentDisposition.attachment()
              .filename(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8)
              .build()
              .toString());
      if (!request.getMethod().equals("HEAD")) {
        content.copy(range.from(), range.count(), response.getOutputStream());
      }
    }
  }
}
