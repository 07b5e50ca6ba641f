package io.signalbox.registry.web;

import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Retention;
import io.signalbox.registry.Retention.ExperimentPolicy;
import io.signalbox.registry.Retention.ModelPolicy;
import io.signalbox.registry.Retention.Policies;
import io.signalbox.registry.Retention.Sweep;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How long versions and runs are kept, and the deletion of what is kept no longer. */
@RestController
@RequestMapping("/api/v1")
class RetentionController {
  private final Retention retention;

  RetentionController(Retention retention) {
    this.retention = retention;
  }

  @GetMapping("retention")
  Policies policies() {
    return retention.policies();
  }

  /** What would go now. */
  @GetMapping("retention/preview")
  Sweep preview() {
    return retention.preview();
  }

  /** Deletes it. 400 without a reason. */
  @PostMapping("retention/runs")
  Sweep carryOut(@RequestBody ReasonJson body, HttpServletRequest request) {
    return retention.carryOut(Asked.of(request, body.reason()));
  }

  /** 400 without a reason, 404 if the model is unknown. */
  @PutMapping("models/{name}/retention")
  ModelPolicy keep(
      @PathVariable String name, @RequestBody ModelJson body, HttpServletRequest request) {
    if (body.keepArchived() == null) {
      throw new RegistryException.Invalid("keep_archived: absent (expected: a whole number)");
    }
    ModelPolicy policy = new ModelPolicy(
        Asked.model(name),
        body.keepArchived(),
        body.keepEverInProduction() == null || body.keepEverInProduction());
    retention.keep(policy, Asked.of(request, body.reason()));
    return policy;
  }

  /** Everything of the model is kept from now on. 404 if it was so already. */
  @DeleteMapping("models/{name}/retention")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void forget(
      @PathVariable String name,
      @RequestParam(required = false) @Nullable String reason,
      HttpServletRequest request) {
    retention.forget(Asked.model(name), Asked.of(request, reason));
  }

  /** 400 without a reason, 404 if the experiment is unknown. */
  @PutMapping("experiments/{id}/retention")
  ExperimentPolicy keep(
      @PathVariable String id, @RequestBody ExperimentJson body, HttpServletRequest request) {
    if (body.olderThanDays() == null) {
      throw new RegistryException.Invalid("older_than_days: absent (expected: a whole number)");
    }
    ExperimentPolicy policy = new ExperimentPolicy(id, body.olderThanDays());
    retention.keep(policy, Asked.of(request, body.reason()));
    return policy;
  }

  /** Everything of the experiment is kept from now on. 404 if it was so already. */
  @DeleteMapping("experiments/{id}/retention")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void forgetExperiment(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String reason,
      HttpServletRequest request) {
    retention.forget(id, Asked.of(request, reason));
  }

  record ReasonJson(@Nullable String reason) {}

  /** {@code keep_ever_in_production} is true where it is absent. */
  record ModelJson(
      @Nullable Integer keepArchived,
      @Nullable Boolean keepEverInProduction,
      @Nullable String reason) {}

  record ExperimentJson(
      @Nullable Integer olderThanDays, @Nullable String reason) {}
}
