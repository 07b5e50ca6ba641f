package io.signalbox.features.web;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.Materializations;
import io.signalbox.features.Materializations.Materialization;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How the materializations ended that were answered before they had. */
@RestController
@RequestMapping("/api/v1/features/materializations")
class MaterializationsController {

  private final Materializations materializations;

  MaterializationsController(Materializations materializations) {
    this.materializations = materializations;
  }

  /** The newest first. */
  @GetMapping
  List<Materialization> list(@RequestParam(defaultValue = "100") int limit) {
    return materializations.newest(BatchesController.positive(limit));
  }

  /** 404 if there is no such one. */
  @GetMapping("/{id}")
  Materialization get(@PathVariable String id) {
    return materializations.find(uuid(id));
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new FeaturesException.NotFound("materialization", text);
    }
  }
}
