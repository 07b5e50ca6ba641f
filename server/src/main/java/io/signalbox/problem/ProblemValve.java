package io.signalbox.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat refuses before any servlet, such as a broken escape in the path. Public for Tomcat. */
public final class ProblemValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      response.setContentType("application/problem+json");
      response.getOutputStream().write(body(response.getStatus()));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("Caller went away", e);
    }
  }

  private static byte[] body(int status) {
    var problem = Problem.of(status).detail("");
    return """
        {"type":"%s","title":"%s","status":%d,"detail":"The request cannot be read as HTTP."}""".formatted(problem.getType(), problem.getTitle(), status)
        .getBytes(StandardCharsets.UTF_8);
  }
}
