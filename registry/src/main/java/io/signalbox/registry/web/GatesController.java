package io.signalbox.registry.web;

import io.signalbox.registry.Approval;
import io.signalbox.registry.Approvals;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Stage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What the gates say of a version, and what people say for it. */
@RestController
@RequestMapping("/api/v1/models/{name}")
class GatesController {
  private final Registry registry;
  private final Approvals approvals;

  GatesController(Registry registry, Approvals approvals) {
    this.registry = registry;
    this.approvals = approvals;
  }

  /** 404 if the version is unknown. */
  @GetMapping("gates/evaluation")
  EvaluationJson evaluate(
      @PathVariable String name,
      @RequestParam String version,
      @RequestParam(defaultValue = "production") String stage) {
    ModelVersion id = Asked.version(name, version);
    Stage wanted = Asked.stage(stage);
    List<GateResult> results = registry.evaluate(id, wanted);
    boolean passes =
        results.stream().noneMatch(result -> result.verdict() == GateResult.Verdict.FAILED);
    return new EvaluationJson(id.model(), id.number(), wanted, passes, results);
  }

  /** 400 without a reason, 404 if the version is unknown, 409 if the caller registered it. */
  @PostMapping("versions/{number}/approvals")
  @ResponseStatus(HttpStatus.CREATED)
  Approval approve(
      @PathVariable String name,
      @PathVariable String number,
      @RequestBody ApprovalJson body,
      HttpServletRequest request) {
    ModelVersion version = Asked.version(name, number);
    Stage stage = Asked.stage(body.stage());
    return approvals.approve(version, stage, Asked.of(request, body.reason()));
  }

  /** The oldest first. 404 if the version is unknown. */
  @GetMapping("versions/{number}/approvals")
  ApprovalsJson list(@PathVariable String name, @PathVariable String number) {
    return new ApprovalsJson(approvals.of(Asked.version(name, number)));
  }

  /** The caller's own. 400 without a reason, 404 if there is none. */
  @DeleteMapping("versions/{number}/approvals/{stage}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void withdraw(
      @PathVariable String name,
      @PathVariable String number,
      @PathVariable String stage,
      @RequestParam(required = false) @Nullable String reason,
      HttpServletRequest request) {
    ModelVersion version = Asked.version(name, number);
    approvals.withdraw(version, Asked.stage(stage), Asked.of(request, reason));
  }

  record EvaluationJson(
      ModelName model, int version, Stage stage, boolean passes, List<GateResult> gates) {}

  record ApprovalJson(@Nullable Stage stage, @Nullable String reason) {}

  record ApprovalsJson(List<Approval> approvals) {}
}
