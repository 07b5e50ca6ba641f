package io.signalbox.features.web;

import io.signalbox.features.Manifest;
import io.signalbox.features.SqlSources;
import io.signalbox.features.SqlSources.Standing;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Queries over databases of the user's own: how far each is read, and reading on. */
@RestController
@RequestMapping("/api/v1/features/sources")
class SourcesController {

  private final SqlSources sources;

  SourcesController(SqlSources sources) {
    this.sources = sources;
  }

  @GetMapping
  List<Standing> sources() {
    return sources.all();
  }

  /** 404 if there is no such source. */
  @GetMapping("/{name}")
  Standing source(@PathVariable String name) {
    return sources.find(name);
  }

  /** 404 if there is no such source, 409 while it is being read, 503 if its database refuses. */
  @PostMapping("/{name}/read")
  ReadingJson read(@PathVariable String name, HttpServletRequest request) {
    SqlSources.Reading reading = sources.read(name, Author.of(request));
    return new ReadingJson(reading.source(), reading.rows(), reading.manifests());
  }

  record ReadingJson(String source, long rows, List<Manifest> manifests) {}
}
