package io.signalbox.features.web;

import io.signalbox.features.FileBatch;
import io.signalbox.features.Quarantine;
import io.signalbox.features.Quarantine.Filter;
import io.signalbox.features.Quarantine.Release;
import io.signalbox.features.Quarantined;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was not accepted: seen, taken home, and released. */
@RestController
@RequestMapping("/api/v1/features/views/{view}/quarantine")
class QuarantineController {

  private final Quarantine quarantine;
  private final Bodies bodies;

  QuarantineController(Quarantine quarantine, Bodies bodies) {
    this.quarantine = quarantine;
    this.bodies = bodies;
  }

  /** Those still there, the newest first; 404 if there is no such view. */
  @GetMapping
  List<Quarantined> list(
      @PathVariable String view,
      @RequestParam Optional<String> rule,
      @RequestParam Optional<Long> manifest,
      @RequestParam(defaultValue = "100") int limit) {
    return quarantine.list(view, new Filter(rule, manifest), BatchesController.positive(limit));
  }

  /** Those still there of the history in force, as lines of JSON; 404 if there is no such view. */
  @GetMapping(path = "/rows", produces = BatchesController.NDJSON)
  void ndjson(
      @PathVariable String view,
      @RequestParam Optional<String> rule,
      @RequestParam Optional<Long> manifest,
      HttpServletResponse response)
      throws IOException {
    write(columns -> QuarantineFile.ndjson(), view, new Filter(rule, manifest), response);
  }

  /** As the other, as CSV. */
  @GetMapping(path = "/rows", produces = BatchesController.CSV)
  void csv(
      @PathVariable String view,
      @RequestParam Optional<String> rule,
      @RequestParam Optional<Long> manifest,
      HttpServletResponse response)
      throws IOException {
    write(QuarantineFile::csv, view, new Filter(rule, manifest), response);
  }

  private void write(
      Function<List<String>, QuarantineFile> format,
      String view,
      Filter filter,
      HttpServletResponse response)
      throws IOException {
    QuarantineFile file = format.apply(quarantine.columns(view));
    response.setContentType(file.type());
    response.setHeader(
        "Content-Disposition",
        "attachment; filename=\"%s_quarantine.%s\"".formatted(view, file.extension()));
    try (var out = new BufferedWriter(
        new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8))) {
      out.write(file.head());
      quarantine.each(view, filter, row -> file.write(row, out));
    }
  }

  /** Releases what the contract accepts by now; 404 if there is no such view, 400 without a reason. */
  @PostMapping(path = "/release", consumes = MediaType.APPLICATION_JSON_VALUE)
  Release release(
      @PathVariable String view, @RequestBody ReleaseJson body, HttpServletRequest request) {
    var filter = new Filter(Optional.ofNullable(body.rule()), Optional.ofNullable(body.manifest()));
    return quarantine.release(
        view, filter, Author.of(request), body.reason() == null ? "" : body.reason());
  }

  /** Releases rows with other values, as the download has them; 404 if one is not in quarantine. */
  @PostMapping(
      path = "/release",
      consumes = {BatchesController.CSV, BatchesController.NDJSON})
  Release release(
      @PathVariable String view,
      @RequestParam(defaultValue = "") String reason,
      HttpServletRequest request)
      throws IOException {
    Path file = bodies.file(request.getInputStream());
    try {
      var mended = new FileBatch(view, "quarantine", BatchesController.format(request), file);
      return quarantine.release(mended, Author.of(request), reason);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  record ReleaseJson(
      @Nullable String reason,
      @Nullable String rule,
      @Nullable Long manifest) {}
}
