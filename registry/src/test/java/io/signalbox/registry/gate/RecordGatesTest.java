package io.signalbox.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Approval;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.GateResult.Verdict;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking.Run;
import io.signalbox.registry.Tracking.RunStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordGatesTest {
  private static final Gate.Approvals TWO = new Gate.Approvals(Stage.PRODUCTION, 2);
  private static final Gate.Lineage LINEAGE = new Gate.Lineage(Stage.PRODUCTION);

  private static RegisteredVersion version(Map<String, String> tags) {
    return new RegisteredVersion(
        new ModelVersion(new ModelName("m"), 2),
        Stage.NONE,
        "runs:/r",
        "0/r",
        Optional.of("r"),
        tags,
        Instant.EPOCH);
  }

  private static Candidate tagged(Map<String, String> version, Map<String, String> run) {
    Run ofRun =
        new Run("r", "0", "r", RunStatus.FINISHED, "0/r/artifacts", Map.of(), Map.of(), run);
    return new Candidate(version(version), "anna", Optional.of(ofRun), Optional.empty(), List.of());
  }

  private static Candidate approved(Stage stage, String... authors) {
    List<Approval> approvals = Arrays.stream(authors)
        .map(author -> new Approval(stage, author, "good", Instant.EPOCH))
        .toList();
    return new Candidate(version(Map.of()), "anna", Optional.empty(), Optional.empty(), approvals);
  }

  @Test
  void a_tag_is_there_or_has_its_value() {
    Gate.Tagged any = new Gate.Tagged(Stage.STAGING, "reviewed", Optional.empty());
    Gate.Tagged yes = new Gate.Tagged(Stage.STAGING, "reviewed", Optional.of("yes"));

    assertThat(
            RecordGates.judge(any, tagged(Map.of(), Map.of("reviewed", "yes"))).verdict())
        .isEqualTo(Verdict.FAILED);
    assertThat(RecordGates.judge(any, tagged(Map.of("reviewed", ""), Map.of())).verdict())
        .isEqualTo(Verdict.PASSED);
    assertThat(
            RecordGates.judge(yes, tagged(Map.of("reviewed", "yes"), Map.of())).verdict())
        .isEqualTo(Verdict.PASSED);
    GateResult no = RecordGates.judge(yes, tagged(Map.of("reviewed", "no"), Map.of()));
    assertThat(no.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(no.expected()).isEqualTo("tag reviewed = yes");
    assertThat(no.found()).isEqualTo("no");
    assertThat(no.source()).isEqualTo("version m/2");
  }

  @Test
  void lineage_is_a_run_a_training_set_and_a_code_version() {
    Map<String, String> set = Map.of("signalbox.training_set", "abc");
    Map<String, String> code = Map.of("mlflow.source.git.commit", "f00");

    GateResult all = RecordGates.judge(LINEAGE, tagged(set, code));

    assertThat(all.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(all.found()).isEqualTo("run r, training set abc, code f00");
    assertThat(RecordGates.judge(LINEAGE, tagged(set, Map.of())).verdict())
        .isEqualTo(Verdict.FAILED);
    assertThat(RecordGates.judge(LINEAGE, tagged(Map.of(), code)).verdict())
        .isEqualTo(Verdict.FAILED);
    assertThat(RecordGates.judge(LINEAGE, tagged(Map.of("signalbox.training_set", " "), code))
            .verdict())
        .isEqualTo(Verdict.FAILED);
    assertThat(RecordGates.judge(LINEAGE, approved(Stage.PRODUCTION)).verdict())
        .isEqualTo(Verdict.FAILED);
  }

  @Test
  void approvals_count_people_other_than_the_author_for_this_stage_once_each() {
    assertThat(verdict(approved(Stage.PRODUCTION, "bea", "carl"))).isEqualTo(Verdict.PASSED);
    assertThat(verdict(approved(Stage.PRODUCTION, "bea"))).isEqualTo(Verdict.FAILED);
    assertThat(verdict(approved(Stage.PRODUCTION, "bea", "bea"))).isEqualTo(Verdict.FAILED);
    assertThat(verdict(approved(Stage.PRODUCTION, "bea", "anna"))).isEqualTo(Verdict.FAILED);
    assertThat(verdict(approved(Stage.STAGING, "bea", "carl"))).isEqualTo(Verdict.FAILED);
    GateResult none = RecordGates.judge(TWO, approved(Stage.PRODUCTION));
    assertThat(none.expected()).isEqualTo("approvals by others than anna >= 2");
    assertThat(none.found()).isEqualTo("none");
  }

  private static Verdict verdict(Candidate candidate) {
    return RecordGates.judge(TWO, candidate).verdict();
  }
}
