package io.signalbox.router.inference;

import com.google.common.primitives.ImmutableIntArray;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.router.EndpointDefinition.Acknowledgement;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints;
import io.signalbox.router.inference.InferPlan.Arm;
import io.signalbox.router.journal.Drainer;
import io.signalbox.router.journal.Journal;
import io.signalbox.router.journal.PredictionIds;
import io.signalbox.router.journal.PredictionRecord;
import io.signalbox.router.journal.Receipt;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Answers a request: checks it, looks features up, assigns arms, scores, journals. No database on the way. */
final class Inference {

  private final LiveEndpoints endpoints;
  private final FeatureLookup features;
  private final Journal journal;
  private final Drainer drainer;
  private final Shadows shadows;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final PredictionIds ids;
  private final Map<String, InferPlan> plans = new ConcurrentHashMap<>();

  Inference(
      LiveEndpoints endpoints,
      FeatureLookup features,
      Journal journal,
      Drainer drainer,
      Shadows shadows,
      Clock clock,
      MeterRegistry metrics) {
    this.endpoints = endpoints;
    this.features = features;
    this.journal = journal;
    this.drainer = drainer;
    this.shadows = shadows;
    this.clock = clock;
    this.metrics = metrics;
    this.ids = new PredictionIds(clock);
  }

  /** Returns when the predictions are as safe as the endpoint says. @throws Refusal if the request is not one for this endpoint */
  Answer answer(String endpoint, OptionalInt version, byte[] body) {
    long begin = System.nanoTime();
    InferRequest request = InferReader.read(body);
    try (SharedLease lease =
        new SharedLease(endpoints.lease(endpoint).orElseThrow(() -> unknown(endpoint)))) {
      InferPlan plan = plan(lease.endpoint());
      Answer answer = answer(plan, version, request, lease);
      plan.timer().record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
      return answer;
    }
  }

  static Refusal unknown(String endpoint) {
    return new Refusal(
        Refusal.NOT_FOUND,
        "model: %s (expected: an endpoint that serves a version)".formatted(endpoint));
  }

  /** The plan of an endpoint as it stands: the very snapshot, so comparing it is comparing a reference. */
  @SuppressWarnings("ReferenceEquality")
  InferPlan plan(LiveEndpoint endpoint) {
    String name = endpoint.definition().name().value();
    InferPlan plan = plans.get(name);
    if (plan == null || plan.endpoint() != endpoint) {
      plan = InferPlan.of(endpoint, metrics);
      plans.put(name, plan);
    }
    return plan;
  }

  private Answer answer(
      InferPlan plan, OptionalInt version, InferRequest request, SharedLease lease) {
    version.ifPresent(plan::arm);
    Question question = plan.inputs().read(request);
    Instant asked = clock.instant();
    Table table = plan.endpoint()
        .featureService()
        .map(service -> features.online(service, asked, question.inputs()))
        .orElse(question.inputs());
    Assignment assignment = Assignment.of(plan.endpoint(), question, version);
    List<Shadows.Task> beside = beginShadows(plan, table, assignment, lease);
    var scores = new double[assignment.rows()];
    List<Tensor> outputs = score(plan, table, assignment, scores);
    checkOutputs(request, outputs);
    List<UUID> predictionIds = new ArrayList<>(assignment.rows());
    for (int row = 0; row < assignment.rows(); row++) {
      predictionIds.add(ids.next());
    }
    Answer answer = new Answer(
        request,
        plan.endpoint().definition().name().value(),
        plan.endpoint().table().version(),
        degraded(plan),
        outputs,
        assignment,
        predictionIds);
    List<Column> logged = plan.logged().after(table, question.inputs(), asked);
    keep(plan, answer, logged, scores, beside);
    for (int arm : assignment.versions()) {
      plan.arm(arm).answered().increment(assignment.rowsOf(arm, true).length);
    }
    return answer;
  }

  private Optional<String> degraded(InferPlan plan) {
    return drainer
        .trouble()
        .map(trouble -> "the database takes no predictions: they wait in the journal")
        .or(plan::degraded);
  }

  private List<Shadows.Task> beginShadows(
      InferPlan plan, Table table, Assignment assignment, SharedLease lease) {
    List<Shadows.Task> begun = new ArrayList<>();
    for (int version : plan.endpoint().table().shadows()) {
      int[] rows = assignment.rowsOf(version, false);
      if (rows.length > 0) {
        begun.add(shadows.begin(plan.arm(version), table, rows, lease));
      }
    }
    return begun;
  }

  /** Each version scores its rows; the rows come back in the order of the request. Outputs that not all of them have are left out. */
  private static List<Tensor> score(
      InferPlan plan, Table table, Assignment assignment, double[] scores) {
    List<Tensor> merged = new ArrayList<>();
    int[] versions = assignment.versions();
    for (int version : versions) {
      Arm arm = plan.arm(version);
      int[] rows = assignment.rowsOf(version, true);
      List<Tensor> outputs = arm.model().run(arm.feed(), table, rows);
      double[] given = outputs.get(arm.score()).scores();
      for (int i = 0; i < rows.length; i++) {
        scores[rows[i]] = given[i];
      }
      if (versions.length == 1) {
        return outputs;
      }
      if (version == versions[0]) {
        outputs.forEach(output -> merged.add(output.emptyFor(assignment.rows())));
      }
      merged.removeIf(output -> !scatter(outputs, rows, output));
    }
    return merged;
  }

  private static boolean scatter(List<Tensor> outputs, int[] rows, Tensor target) {
    for (Tensor output : outputs) {
      if (output.name().equals(target.name()) && output.isLike(target)) {
        output.scatter(rows, target);
        return true;
      }
    }
    return false;
  }

  private static void checkOutputs(InferRequest request, List<Tensor> outputs) {
    for (String wanted : request.outputs()) {
      boolean known = wanted.equals(Answer.PREDICTION_ID)
          || wanted.equals(Answer.ARM)
          || wanted.equals(Answer.MODEL_VERSION)
          || outputs.stream().anyMatch(output -> output.name().equals(wanted));
      if (!known) {
        throw Refusal.of(
            "output %s: unknown (expected: %s, prediction_id, arm, model_version)",
            wanted, String.join(", ", outputs.stream().map(Tensor::name).toList()));
      }
    }
  }

  private void keep(
      InferPlan plan,
      Answer answer,
      List<Column> logged,
      double[] scores,
      List<Shadows.Task> beside) {
    int rows = scores.length;
    List<double[]> shadowScores = new ArrayList<>(beside.size());
    beside.forEach(task -> shadowScores.add(task.scores(rows)));
    List<PredictionRecord> records = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      records.add(record(plan, answer, logged, scores[row], row, beside, shadowScores));
    }
    boolean durable = plan.endpoint().definition().acknowledge().orElse(Acknowledgement.DURABLE)
        == Acknowledgement.DURABLE;
    Receipt receipt = journal.predictions(records, durable);
    if (durable) {
      receipt.await();
    }
  }

  private static PredictionRecord record(
      InferPlan plan,
      Answer answer,
      List<Column> logged,
      double score,
      int row,
      List<Shadows.Task> beside,
      List<double[]> shadowScores) {
    int version = answer.assignment().version(row);
    var versions = ImmutableIntArray.builder(beside.size());
    var given = new double[beside.size()];
    int count = 0;
    for (int i = 0; i < beside.size(); i++) {
      if (beside.get(i).version() != version) {
        versions.add(beside.get(i).version());
        given[count++] = shadowScores.get(i)[row];
      }
    }
    return new PredictionRecord(
        answer.ids().get(row),
        answer.endpoint(),
        Optional.ofNullable(answer.assignment().unit(row)),
        answer.tableVersion(),
        version,
        score,
        versions.build(),
        java.util.Arrays.copyOf(given, count),
        plan.layout(),
        logged,
        row,
        answer.request().id());
  }
}
