package io.signalbox.router.inference;

import com.google.common.primitives.ImmutableLongArray;

/** One input as it was sent: {@code data} has as many elements as {@code shape} says. */
record InputTensor(String name, Datatype datatype, ImmutableLongArray shape, Elements data) {

  /** The number of rows. */
  int rows() {
    return Math.toIntExact(shape.get(0));
  }

  /** Values a row. */
  int width() {
    return data.size() / rows();
  }
}
