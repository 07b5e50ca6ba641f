package io.signalbox.router.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.signalbox.features.Column;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One row's run, laid out in native memory once and used again and again: to make the tensors anew costs more than the run. Texts
 * have no fixed place and are made anew all the same. Used by one thread at a time.
 */
final class PreparedRun implements AutoCloseable {

  private static final int ROWS = 1;

  private final OrtEnvironment environment;
  private final List<ModelInput> inputs;
  private final List<ModelOutput> outputs;
  private final List<ByteBuffer> into = new ArrayList<>();
  private final List<ByteBuffer> outOf = new ArrayList<>();
  private final Map<String, OnnxTensor> fed = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> pinned = new LinkedHashMap<>();

  PreparedRun(OrtEnvironment environment, List<ModelInput> inputs, List<ModelOutput> outputs)
      throws OrtException {
    this.environment = environment;
    this.inputs = inputs;
    this.outputs = outputs;
    for (ModelInput input : inputs) {
      ByteBuffer memory = memory(input.datatype(), input.width());
      into.add(memory);
      if (input.datatype() != Datatype.BYTES) {
        fed.put(input.name(), tensor(input.datatype(), input.width(), memory));
      }
    }
    for (ModelOutput output : outputs) {
      ByteBuffer memory = memory(output.datatype(), output.width());
      outOf.add(memory);
      pinned.put(output.name(), tensor(output.datatype(), output.width(), memory));
    }
  }

  /** Whether outputs have places that are known before the run. */
  static boolean isPossible(List<ModelOutput> outputs) {
    return outputs.stream()
        .allMatch(output ->
            output.datatype() != Datatype.BYTES && output.width() != ModelOutput.ANY_WIDTH);
  }

  private static ByteBuffer memory(Datatype datatype, int width) {
    int bytes = datatype == Datatype.BYTES ? 0 : datatype.bytes() * Math.max(1, width);
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private OnnxTensor tensor(Datatype datatype, int width, ByteBuffer memory) throws OrtException {
    return OnnxInput.over(
        environment, datatype, memory.duplicate().order(ByteOrder.nativeOrder()), shape(width));
  }

  private static long[] shape(int width) {
    return width == 0 ? new long[] {ROWS} : new long[] {ROWS, width};
  }

  void put(int input, Column[] columns, int row) throws OrtException {
    ModelInput wanted = inputs.get(input);
    if (wanted.datatype() == Datatype.BYTES) {
      fed.put(
          wanted.name(),
          OnnxTensor.createTensor(
              environment, OnnxInput.texts(columns, new int[] {row}), shape(wanted.width())));
    } else {
      OnnxInput.putRow(into.get(input).clear(), wanted.datatype(), columns, row);
    }
  }

  List<Tensor> run(OrtSession session) throws OrtException {
    session.run(fed, Set.of(), pinned).close();
    List<Tensor> tensors = new ArrayList<>(outputs.size());
    for (int i = 0; i < outputs.size(); i++) {
      ModelOutput output = outputs.get(i);
      Object values = OnnxOutput.values(output, outOf.get(i));
      tensors.add(new Tensor(output.name(), output.datatype(), ROWS, output.width(), values));
    }
    return tensors;
  }

  /** Lets go of the texts. */
  void clear() {
    for (ModelInput input : inputs) {
      if (input.datatype() == Datatype.BYTES) {
        OnnxTensor texts = fed.remove(input.name());
        if (texts != null) {
          texts.close();
        }
      }
    }
  }

  @Override
  public void close() {
    fed.values().forEach(OnnxTensor::close);
    pinned.values().forEach(OnnxTensor::close);
  }
}
