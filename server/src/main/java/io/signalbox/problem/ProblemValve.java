package io.signalbox.problem;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** What Tomcat refuses before any servlet, such as a broken escape in the path. Public for Tomcat. */
public final class ProblemValve extends ErrorReportValve {
  private static final Pattern ESCAPED = Pattern.compile("(?:[^%]|%[0-9a-fA-F]{2})*+");
  private static final char UNREADABLE = '\uFFFD';

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      String path = String.valueOf(request.getRequestURI());
      Protocol protocol = Protocol.of(path);
      response.setContentType(protocol.contentType());
      response.getOutputStream().write(protocol.body(problem(request, path, response.getStatus())));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("Caller went away", e);
    }
  }

  private static ProblemDetail problem(Request request, String path, int status) {
    ProblemDetail problem = Problem.of(status).detail(detail(request, path, status));
    problem.setStatus(status);
    return problem;
  }

  private static String detail(Request request, String path, int status) {
    if (status == HttpStatus.METHOD_NOT_ALLOWED.value()) {
      return "method: " + request.getMethod() + " (expected: another)";
    }
    return isReadable(path)
        ? "The request cannot be read as HTTP."
        : "path: " + path + " (expected: percent-encoded UTF-8, without %00, %2F and %5C)";
  }

  private static boolean isReadable(String path) {
    String upper = path.toUpperCase(Locale.ROOT);
    return ESCAPED.matcher(path).matches()
        && Stream.of("%00", "%2F", "%5C").noneMatch(upper::contains)
        && URLDecoder.decode(path, StandardCharsets.UTF_8).indexOf(UNREADABLE) < 0;
  }
}
