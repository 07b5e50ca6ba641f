package io.signalbox.apply;

import io.signalbox.registry.Attribution;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Definitions from files. */
@RestController
@RequestMapping("/api/v1")
class ApplyController {
  private final SentFiles files;
  private final Definitions definitions;
  private final Differences differences;
  private final Endpoints endpoints;

  ApplyController(
      SentFiles files, Definitions definitions, Differences differences, Endpoints endpoints) {
    this.files = files;
    this.definitions = definitions;
    this.differences = differences;
    this.endpoints = endpoints;
  }

  /**
   * Puts all of them in force or none; answers when their endpoints serve, or says of each why it does not. 400 with file and line
   * where one cannot be read.
   */
  @PostMapping("/apply")
  AppliedJson apply(@RequestBody SentFiles.FilesJson body, HttpServletRequest request)
      throws InterruptedException {
    List<Declared> declared = files.read(body);
    return new AppliedJson(endpoints.awaitServing(definitions.apply(
        declared, why(request), next -> request.setAttribute(WhereItStands.DECLARED, next))));
  }

  /** What {@link #apply} would change, and what it would refuse; changes nothing. */
  @PostMapping("/diff")
  DifferencesJson diff(@RequestBody SentFiles.FilesJson body, HttpServletRequest request) {
    List<Declared> declared = files.read(body);
    return new DifferencesJson(differences.of(
        declared, why(request), next -> request.setAttribute(WhereItStands.DECLARED, next)));
  }

  private static Attribution why(HttpServletRequest request) {
    String author = Optional.ofNullable(request.getRemoteUser()).orElse("local");
    return new Attribution(author, "applied from files");
  }

  @ExceptionHandler
  ProblemDetail refused(DefinitionRefused refused) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, refused.getMessage());
    problem.setType(URI.create("urn:signalbox:problem:definition"));
    problem.setTitle("Definition refused");
    return problem;
  }

  record AppliedJson(List<Definitions.Outcome> applied) {}

  record DifferencesJson(List<Difference> differences) {}
}
