package io.signalbox.apply;

import io.signalbox.registry.Attribution;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Definitions from files. */
@RestController
@RequestMapping("/api/v1/apply")
class ApplyController {
  private static final int MOST_FILES = 1_000;

  private final DefinitionReader reader;
  private final Definitions definitions;
  private final Endpoints endpoints;

  ApplyController(DefinitionReader reader, Definitions definitions, Endpoints endpoints) {
    this.reader = reader;
    this.definitions = definitions;
    this.endpoints = endpoints;
  }

  /**
   * Puts all of them in force or none; answers when their endpoints serve, or says of each why it does not. 400 with file and line
   * where one cannot be read.
   */
  @PostMapping
  AppliedJson apply(@RequestBody FilesJson body, HttpServletRequest request)
      throws InterruptedException {
    if (body.files() == null || body.files().isEmpty() || body.files().size() > MOST_FILES) {
      throw new DefinitionRefused(
          "files",
          1,
          "%d files (expected: 1 to %d)"
              .formatted(body.files() == null ? 0 : body.files().size(), MOST_FILES));
    }
    var declared = new ArrayList<Declared>();
    for (FileJson file : body.files()) {
      if (file == null || file.name() == null || file.content() == null) {
        throw new DefinitionRefused("files", 1, "a file without name or content (expected: both)");
      }
      declared.addAll(reader.read(file.name(), file.content()));
    }
    String author = Optional.ofNullable(request.getRemoteUser()).orElse("local");
    var why = new Attribution(author, "applied from files");
    return new AppliedJson(endpoints.awaitServing(definitions.apply(
        declared, why, next -> request.setAttribute(WhereItStands.DECLARED, next))));
  }

  @ExceptionHandler
  ProblemDetail refused(DefinitionRefused refused) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, refused.getMessage());
    problem.setType(URI.create("urn:signalbox:problem:definition"));
    problem.setTitle("Definition refused");
    return problem;
  }

  record FilesJson(@Nullable List<@Nullable FileJson> files) {}

  record FileJson(@Nullable String name, @Nullable String content) {}

  record AppliedJson(List<Definitions.Outcome> applied) {}
}
