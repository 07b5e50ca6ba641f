package io.signalbox.router.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.common.collect.ImmutableList;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Table;
import io.signalbox.migrations.UnpackedLibraries;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.RouterException.DoesNotLoad;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;

/** An ONNX graph whose inputs and outputs have one row for each question. One thread a run; runs may be concurrent. */
final class OnnxModel implements ScoringModel {

  private static final int MOST_PREPARED = 64;

  private final ModelVersion version;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ImmutableList<ModelInput> inputs;
  private final ImmutableList<ModelOutput> outputs;
  private final NativeMemory memory = new NativeMemory();
  private final Queue<PreparedRun> prepared = new ArrayBlockingQueue<>(MOST_PREPARED);
  private volatile boolean preparable;
  private final Set<String> outputNames = new LinkedHashSet<>();

  private OnnxModel(ModelVersion version, OrtEnvironment environment, OrtSession session)
      throws OrtException {
    this.version = version;
    this.environment = environment;
    this.session = session;
    this.inputs = inputsOf(session.getInputInfo());
    this.outputs = outputsOf(session.getOutputInfo());
    this.preparable = PreparedRun.isPossible(outputs);
    outputs.forEach(output -> outputNames.add(output.name()));
  }

  /** Loaded once, by the first model. */
  private static final class Loaded {
    static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    static {
      UnpackedLibraries.delete("libonnxruntime");
    }
  }

  /** @throws DoesNotLoad if these bytes are no graph, or one that cannot be asked row by row */
  static OnnxModel of(ModelVersion version, byte[] graph) {
    OrtEnvironment environment = Loaded.ENVIRONMENT;
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(graph, options);
      try {
        return new OnnxModel(version, environment, session);
      } catch (DoesNotLoad e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new DoesNotLoad(version + " does not load: " + e.getMessage());
    }
  }

  private static ImmutableList<ModelInput> inputsOf(Map<String, NodeInfo> nodes) {
    var inputs = ImmutableList.<ModelInput>builder();
    for (NodeInfo node : nodes.values()) {
      if (!(node.getInfo() instanceof TensorInfo tensor)) {
        throw new DoesNotLoad(
            "input %s: %s (expected: a tensor)".formatted(node.getName(), node.getInfo()));
      }
      long[] shape = tensor.getShape();
      boolean rows = shape.length >= 1 && shape.length <= 2 && shape[0] < 0;
      if (!rows || (shape.length == 2 && (shape[1] < 1 || shape[1] > ModelInput.GREATEST_WIDTH))) {
        throw new DoesNotLoad("input %s: shape %s (expected: [-1], or [-1,k] with k up to %d)"
            .formatted(
                node.getName(), java.util.Arrays.toString(shape), ModelInput.GREATEST_WIDTH));
      }
      Datatype datatype = Datatype.of(tensor.type)
          .orElseThrow(() -> new DoesNotLoad("input %s: %s (expected: a type that is served)"
              .formatted(node.getName(), tensor.onnxType)));
      inputs.add(new ModelInput(
          node.getName(), datatype, shape.length == 1 ? 0 : Math.toIntExact(shape[1])));
    }
    return inputs.build();
  }

  /** Maps and sequences, such as scikit-learn's ZipMap, are left out: they are not asked for, so they cost nothing. */
  private static ImmutableList<ModelOutput> outputsOf(Map<String, NodeInfo> nodes) {
    var outputs = ImmutableList.<ModelOutput>builder();
    for (NodeInfo node : nodes.values()) {
      if (node.getInfo() instanceof TensorInfo tensor
          && tensor.getShape().length >= 1
          && tensor.getShape().length <= 2) {
        long[] shape = tensor.getShape();
        int width = shape.length == 1 ? 0 : (int) Math.max(ModelOutput.ANY_WIDTH, shape[1]);
        Datatype.of(tensor.type)
            .ifPresent(type -> outputs.add(new ModelOutput(node.getName(), type, width)));
      }
    }
    ImmutableList<ModelOutput> served = outputs.build();
    if (served.isEmpty()) {
      throw new DoesNotLoad(
          "outputs: " + nodes.keySet() + " (expected: a tensor of shape [N] or [N,k])");
    }
    return served;
  }

  @Override
  public ModelVersion version() {
    return version;
  }

  @Override
  public List<ModelInput> inputs() {
    return inputs;
  }

  @Override
  public List<ModelOutput> outputs() {
    return outputs;
  }

  @Override
  public void checkFits(EndpointDefinition endpoint, Optional<FeatureService> service) {
    scoreOutput(endpoint.score());
    service.ifPresent(features -> Feed.of(this, features));
  }

  @Override
  public List<Tensor> run(Feed feed, Table table, int[] rows) {
    return rows.length == 1 && preparable
        ? runPrepared(feed, table, rows)
        : runAnew(feed, table, rows);
  }

  /** Some graphs do not keep to the shapes that they declare: these are run without preparation from then on. */
  private List<Tensor> runPrepared(Feed feed, Table table, int[] rows) {
    PreparedRun run = null;
    try {
      run = prepared.poll();
      if (run == null) {
        run = new PreparedRun(environment, inputs, outputs);
      }
      feed.fill(run, table, rows[0]);
      return run.run(session);
    } catch (OrtException e) {
      List<Tensor> outputs = runAnew(feed, table, rows);
      preparable = false;
      return outputs;
    } finally {
      if (run != null) {
        run.clear();
        if (!prepared.offer(run)) {
          run.close();
        }
      }
    }
  }

  private List<Tensor> runAnew(Feed feed, Table table, int[] rows) {
    Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    ByteBuffer piece = memory.take(feed.bytes(rows.length));
    try {
      feed.fill(environment, table, rows, piece, fed);
      try (OrtSession.Result result = session.run(fed, outputNames)) {
        return read(result, rows.length);
      }
    } catch (OrtException e) {
      throw new ScoringFailed(version + " failed: " + e.getMessage(), e);
    } finally {
      fed.values().forEach(OnnxTensor::close);
      memory.give(piece);
    }
  }

  private List<Tensor> read(OrtSession.Result result, int rows) throws OrtException {
    List<Tensor> tensors = new ArrayList<>(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      if (!(result.get(i) instanceof OnnxTensor tensor)) {
        throw new ScoringFailed(version + ": " + outputs.get(i).name() + " is no tensor", null);
      }
      tensors.add(OnnxOutput.read(outputs.get(i), tensor, rows));
    }
    return tensors;
  }

  @Override
  public void close() {
    for (PreparedRun run = prepared.poll(); run != null; run = prepared.poll()) {
      run.close();
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("session of " + version + " does not close", e);
    }
  }
}
