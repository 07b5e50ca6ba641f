package io.signalbox.router.inference;

import com.google.common.primitives.ImmutableLongArray;

/**
 * One input as it was sent.
 *
 * @param width values a row
 */
record InputTensor(
    String name, Datatype datatype, ImmutableLongArray shape, Elements data, int rows, int width) {

  /** {@code data} has as many elements as {@code shape} says. */
  InputTensor(String name, Datatype datatype, ImmutableLongArray shape, Elements data) {
    this(name, datatype, shape, data, Math.toIntExact(shape.get(0)));
  }

  private InputTensor(
      String name, Datatype datatype, ImmutableLongArray shape, Elements data, int rows) {
    this(name, datatype, shape, data, rows, data.size() / rows);
  }
}
