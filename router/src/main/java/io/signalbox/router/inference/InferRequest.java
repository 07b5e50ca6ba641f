package io.signalbox.router.inference;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * A request of the Open Inference Protocol as it was sent; all inputs have the same number of rows, at least one.
 *
 * @param outputs the names of those wanted; empty: all
 * @param unit the parameter {@code unit_id}: one unit for all rows
 */
record InferRequest(
    Optional<String> id, List<InputTensor> inputs, List<String> outputs, Optional<String> unit) {

  /** A fifth of what may wait for the disk at a time, so a journal that has room takes every request whole. */
  static final int MOST_ROWS = 10_000;

  InferRequest {
    inputs = ImmutableList.copyOf(inputs);
    outputs = ImmutableList.copyOf(outputs);
  }

  int rows() {
    return inputs.getFirst().rows();
  }
}
