package io.signalbox.features.web;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.FileBatch;
import io.signalbox.features.GivenColumns;
import io.signalbox.features.Spine;
import io.signalbox.features.Tier;
import io.signalbox.features.TrainingSet;
import io.signalbox.features.TrainingSetId;
import io.signalbox.features.TrainingSetJob;
import io.signalbox.features.TrainingSetJobs;
import io.signalbox.features.TrainingSetRequest;
import io.signalbox.features.ValueType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Training sets: asked for, and found again. */
@RestController
@RequestMapping("/api/v1/training-sets")
class TrainingSetsController {

  private final TrainingSetJobs jobs;
  private final TrainingSetAnswers answers;
  private final Bodies bodies;

  TrainingSetsController(TrainingSetJobs jobs, TrainingSetAnswers answers, Bodies bodies) {
    this.jobs = jobs;
    this.answers = answers;
    this.bodies = bodies;
  }

  /**
   * Over rows of a view, or of a file of this machine. 200 with the set where the same was built before, 202 with its job if not; 404 if a
   * name is unknown, 400 if the spine is refused.
   */
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<TrainingSetAnswers.JobJson> post(
      @RequestBody RequestJson body, HttpServletRequest request) {
    SpineJson spine = present("spine", body.spine());
    String service = present("service", body.service());
    boolean cut = body.knownAtCut() == null || body.knownAtCut();
    var asked = new TrainingSetRequest(
        service, rows(spine), cut, OnlineController.leastTier(body.quality(), body.leastTier()));
    return answer(jobs.submit(asked, Author.of(request)));
  }

  /** Over the rows of the body. As the other. */
  @PostMapping(
      consumes = {BatchesController.PARQUET, BatchesController.CSV, BatchesController.NDJSON})
  ResponseEntity<TrainingSetAnswers.JobJson> post(
      @RequestParam String service,
      @RequestParam String time,
      @RequestParam String label,
      @RequestParam(name = "label_type", defaultValue = "float64") String labelType,
      @RequestParam Optional<String> zone,
      @RequestParam(name = "known_at_cut", defaultValue = "true") boolean knownAtCut,
      @RequestParam(required = false) @Nullable Boolean quality,
      @RequestParam(name = "least_tier", required = false) @Nullable String leastTier,
      HttpServletRequest request)
      throws IOException {
    var columns =
        new GivenColumns(time, label, type(labelType), zone.map(TrainingSetsController::zone));
    Path file = bodies.file(request.getInputStream());
    try {
      FileBatch.Format format = BatchesController.format(request);
      var rows = new TrainingSetRequest.OfFile(jobs.keep(file), format, columns);
      Optional<Tier> least = OnlineController.leastTier(quality, leastTier);
      return answer(jobs.submit(
          new TrainingSetRequest(service, rows, knownAtCut, least), Author.of(request)));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private ResponseEntity<TrainingSetAnswers.JobJson> answer(TrainingSetJob job) {
    int status = job.state() == TrainingSetJob.State.DONE ? 200 : 202;
    return ResponseEntity.status(status)
        .header("Location", "/api/v1/training-sets/jobs/" + job.id())
        .body(answers.of(job));
  }

  /** 404 if there is none of this id. */
  @GetMapping("/{id}")
  TrainingSet get(@PathVariable String id) {
    return answers.set(id(id));
  }

  /** Its rows as Parquet; 404 if there is none of this id. */
  @GetMapping("/{id}/rows")
  ResponseEntity<FileSystemResource> rows(@PathVariable String id) {
    TrainingSet set = answers.set(id(id));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(BatchesController.PARQUET))
        .header(
            "Content-Disposition",
            "attachment; filename=\"%s.parquet\"".formatted(set.id().hash()))
        .body(new FileSystemResource(jobs.file(set.id())));
  }

  private static TrainingSetId id(String id) {
    if (!id.matches("[0-9a-f]{64}")) {
      throw new FeaturesException.Invalid("training set: " + id + " (expected: 64 hex digits)");
    }
    return new TrainingSetId(id);
  }

  record RequestJson(
      @Nullable String service,
      @Nullable SpineJson spine,
      @Nullable Boolean knownAtCut,
      @Nullable Boolean quality,
      @Nullable String leastTier) {}

  record SpineJson(
      @Nullable String view,
      @Nullable String path,
      @Nullable String time,
      @Nullable String label,
      @Nullable Instant from,
      @Nullable Instant until,
      @Nullable Instant knownBy,
      @Nullable ValueType labelType,
      @Nullable String zone) {}

  private TrainingSetRequest.Rows rows(SpineJson spine) {
    String time = present("spine.time", spine.time());
    String label = present("spine.label", spine.label());
    if (spine.path() == null) {
      absent("spine.label_type", spine.labelType());
      absent("spine.zone", spine.zone());
      return new TrainingSetRequest.OfView(new Spine(
          present("spine.view", spine.view()),
          time,
          label,
          present("spine.from", spine.from()),
          present("spine.until", spine.until()),
          present("spine.known_by", spine.knownBy())));
    }
    absent("spine.view", spine.view());
    absent("spine.from", spine.from());
    absent("spine.until", spine.until());
    absent("spine.known_by", spine.knownBy());
    var columns = new GivenColumns(
        time,
        label,
        spine.labelType() == null ? ValueType.FLOAT64 : spine.labelType(),
        Optional.ofNullable(spine.zone()).map(TrainingSetsController::zone));
    FileBatch.Format format = format(spine.path());
    return new TrainingSetRequest.OfFile(jobs.keepAllowed(spine.path()), format, columns);
  }

  private static FileBatch.Format format(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "parquet" -> FileBatch.Format.PARQUET;
      case "csv" -> FileBatch.Format.CSV;
      case "ndjson", "jsonl" -> FileBatch.Format.NDJSON;
      default ->
        throw new FeaturesException.Invalid(
            "spine.path: %s (expected: a name that ends in .parquet, .csv or .ndjson)"
                .formatted(path));
    };
  }

  private static ValueType type(String word) {
    return Arrays.stream(ValueType.values())
        .filter(type -> type.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new FeaturesException.Invalid(
            "label_type: %s (expected: a type, such as bool or float64)".formatted(word)));
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new FeaturesException.Invalid(
          "zone: %s (expected: a time zone, such as America/New_York)".formatted(text));
    }
  }

  private static void absent(String field, @Nullable Object value) {
    if (value != null) {
      throw new FeaturesException.Invalid(
          field + ": given (expected: nothing, beside this kind of spine)");
    }
  }

  private static <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw new FeaturesException.Invalid(field + ": missing (expected: a value)");
    }
    return value;
  }
}
