package io.signalbox.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What a filter or a servlet refused or failed at, outside of Spring's controllers. */
@Controller
class ProblemErrorController implements ErrorController {

  private final ProblemWriter writer;

  ProblemErrorController(ProblemWriter writer) {
    this.writer = writer;
  }

  @RequestMapping("${spring.web.error.path:/error}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    // Asked for by a caller, /error is a path like any other that does not exist.
    int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
        ? code
        : 404;
    String method = request.getAttribute(RequestDispatcher.ERROR_METHOD) instanceof String original
        ? original
        : request.getMethod();
    ProblemDetail problem = Problem.of(status)
        .detail(status == 405 ? "method: " + method + " (expected: another)" : "");
    problem.setStatus(status);
    writer.write(request, response, problem);
  }
}
