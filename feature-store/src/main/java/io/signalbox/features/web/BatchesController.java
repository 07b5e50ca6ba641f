package io.signalbox.features.web;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.FileBatch;
import io.signalbox.features.Ingestion;
import io.signalbox.features.Manifest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where values enter, and what became of them. */
@RestController
@RequestMapping("/api/v1/features")
class BatchesController {

  static final String PARQUET = "application/vnd.apache.parquet";
  static final String CSV = "text/csv";
  static final String NDJSON = "application/x-ndjson";

  private final Ingestion ingestion;
  private final Bodies bodies;

  BatchesController(Ingestion ingestion, Bodies bodies) {
    this.ingestion = ingestion;
    this.bodies = bodies;
  }

  /** Several views in one transaction; 400 if one of the batches is refused, and then none is written. */
  @PostMapping(path = "/batches", consumes = MediaType.APPLICATION_JSON_VALUE)
  ManifestsJson post(HttpServletRequest request) throws IOException {
    return new ManifestsJson(
        ingestion.ingest(bodies.batches(request.getInputStream()), Author.of(request)));
  }

  /** One file of rows; 400 if it is refused. */
  @PostMapping(
      path = "/views/{view}/batches",
      consumes = {PARQUET, CSV, NDJSON})
  Manifest post(
      @PathVariable String view,
      @RequestParam(defaultValue = "http") String source,
      HttpServletRequest request)
      throws IOException {
    Path file = bodies.file(request.getInputStream());
    try {
      var batch = new FileBatch(view, source, format(request), file);
      return ingestion.ingest(batch, Author.of(request));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  static FileBatch.Format format(HttpServletRequest request) {
    MediaType type = MediaType.parseMediaType(request.getContentType());
    return switch (type.getType() + "/" + type.getSubtype()) {
      case PARQUET -> FileBatch.Format.PARQUET;
      case CSV -> FileBatch.Format.CSV;
      case NDJSON -> FileBatch.Format.NDJSON;
      default ->
        throw new FeaturesException.Invalid(
            "Content-Type: %s (expected: %s, %s or %s)".formatted(type, PARQUET, CSV, NDJSON));
    };
  }

  /** The newest first; 404 if there is no such view. */
  @GetMapping("/views/{view}/manifests")
  List<Manifest> manifests(
      @PathVariable String view, @RequestParam(defaultValue = "100") int limit) {
    return ingestion.manifests(view, positive(limit));
  }

  static int positive(int limit) {
    if (limit < 1) {
      throw new FeaturesException.Invalid("limit: " + limit + " (expected: 1 or more)");
    }
    return limit;
  }

  /** One manifest for each batch, in order. */
  record ManifestsJson(List<Manifest> manifests) {}
}
