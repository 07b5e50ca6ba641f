package io.signalbox.features.web;

import io.signalbox.features.Features;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Spine;
import io.signalbox.features.TrainingSet;
import io.signalbox.features.TrainingSetId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Training sets: asked for, and found again. */
@RestController
@RequestMapping("/api/v1/training-sets")
class TrainingSetsController {

  private final Features features;

  TrainingSetsController(Features features) {
    this.features = features;
  }

  /** Builds it, or finds it where the same was built before; 404 if a name is unknown, 400 if the spine is refused. */
  @PostMapping
  TrainingSet post(@RequestBody RequestJson request) {
    SpineJson spine = present("spine", request.spine());
    return features.trainingSet(present("service", request.service()), spine.spine());
  }

  /** 404 if there is none of this id. */
  @GetMapping("/{id}")
  TrainingSet get(@PathVariable String id) {
    if (!id.matches("[0-9a-f]{64}")) {
      throw new FeaturesException.Invalid("training set: " + id + " (expected: 64 hex digits)");
    }
    return features
        .trainingSet(new TrainingSetId(id))
        .orElseThrow(() -> new FeaturesException.NotFound("training set", id));
  }

  record RequestJson(@Nullable String service, @Nullable SpineJson spine) {}

  record SpineJson(
      @Nullable String view,
      @Nullable String time,
      @Nullable String label,
      @Nullable Instant from,
      @Nullable Instant until,
      @Nullable Instant knownBy) {

    Spine spine() {
      return new Spine(
          present("spine.view", view),
          present("spine.time", time),
          present("spine.label", label),
          present("spine.from", from),
          present("spine.until", until),
          present("spine.known_by", knownBy));
    }
  }

  private static <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw new FeaturesException.Invalid(field + ": missing (expected: a value)");
    }
    return value;
  }
}
