package io.signalbox.registry;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class ApprovalsService implements Approvals {
  private final ModelRows models;
  private final Versions versions;
  private final ApprovalRows approvals;
  private final Changes changes;
  private final Clock clock;

  ApprovalsService(
      ModelRows models, Versions versions, ApprovalRows approvals, Changes changes, Clock clock) {
    this.models = models;
    this.versions = versions;
    this.approvals = approvals;
    this.changes = changes;
    this.clock = clock;
  }

  @Override
  public Approval approve(ModelVersion id, Stage stage, Attribution why) {
    Access.require(Role.APPROVER, id.model());
    ModelRow model = models.lock(id.model());
    VersionDetails version = versions.require(id);
    if (version.author().equals(why.author())) {
      throw new RegistryException.WrongState(
          "%s registered version %s (expected: an approval by somebody else)"
              .formatted(why.author(), id));
    }
    Approval approval = new Approval(stage, why.author(), why.reason(), clock.instant());
    approvals.put(model.id(), id.number(), approval);
    changes.ofVersion(model, id.number(), "approved", Map.of("stage", stage), why);
    return approval;
  }

  @Override
  public void withdraw(ModelVersion id, Stage stage, Attribution why) {
    Access.require(Role.APPROVER, id.model());
    ModelRow model = models.lock(id.model());
    versions.require(id);
    if (!approvals.delete(model.id(), id.number(), stage, why.author())) {
      throw new RegistryException.NotFound("approval: none of %s by %s for %s (expected: one)"
          .formatted(id, why.author(), StageNames.of(stage)));
    }
    changes.ofVersion(model, id.number(), "approval withdrawn", Map.of("stage", stage), why);
  }

  @Override
  @Transactional(readOnly = true)
  public List<Approval> of(ModelVersion id) {
    versions.require(id);
    return approvals.of(models.require(id.model()).id(), id.number());
  }
}
