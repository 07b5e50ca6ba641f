package io.signalbox.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat refuses before any servlet, such as a broken escape in the path. Public for Tomcat. */
public final class ProblemValve extends ErrorReportValve {

  private static final byte[] MLFLOW_REFUSAL = """
      {"error_code":"INVALID_PARAMETER_VALUE","message":"The request cannot be read as HTTP."}""".getBytes(StandardCharsets.UTF_8);

  /** MLflow's clients read their refusals in MLflow's words. */
  private static boolean isMlflow(String path) {
    return path.startsWith("/api/2.0/")
        || path.startsWith("/api/3.0/")
        || path.startsWith("/ajax-api/");
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    if (response.getStatus() < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      boolean mlflow = isMlflow(String.valueOf(request.getRequestURI()));
      response.setContentType(mlflow ? "application/json" : "application/problem+json");
      response.getOutputStream().write(mlflow ? MLFLOW_REFUSAL : body(response.getStatus()));
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
