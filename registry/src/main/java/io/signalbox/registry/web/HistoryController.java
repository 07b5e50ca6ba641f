package io.signalbox.registry.web;

import io.signalbox.registry.Change;
import io.signalbox.registry.HistoryFilter;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Registry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What happened to a model and its versions. */
@RestController
@RequestMapping("/api/v1/models/{name}/history")
class HistoryController {
  private final Registry registry;

  HistoryController(Registry registry) {
    this.registry = registry;
  }

  /** The newest first; {@code before} is the id of the last change of the page before. 404 if there never was such a model. */
  @GetMapping
  List<Change> history(
      @PathVariable String name,
      @RequestParam Optional<String> version,
      @RequestParam Optional<String> author,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> until,
      @RequestParam Optional<Long> before,
      @RequestParam(defaultValue = "" + HistoryFilter.MOST) int limit) {
    HistoryFilter filter = new HistoryFilter(
        version.map(number -> Asked.version(name, number)).map(ModelVersion::number),
        author,
        from,
        until,
        before,
        limit);
    return registry.history(Asked.model(name), filter);
  }
}
