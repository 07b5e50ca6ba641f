package io.signalbox.features.feast;

import java.util.Arrays;
import tools.jackson.core.io.JsonStringEncoder;

/** JSON text being written, in UTF-8. */
final class JsonBytes {

  private static final JsonStringEncoder QUOTES = JsonStringEncoder.getInstance();

  private byte[] bytes;
  private int size;

  JsonBytes(int expected) {
    bytes = new byte[expected];
  }

  int size() {
    return size;
  }

  /** Text of ASCII characters, as it is. */
  @SuppressWarnings(
      "deprecation") // String.getBytes into an array: the one copy of ASCII without a detour
  JsonBytes ascii(String text) {
    int length = text.length();
    reserve(length);
    text.getBytes(0, length, bytes, size);
    size += length;
    return this;
  }

  JsonBytes raw(byte[] written) {
    reserve(written.length);
    System.arraycopy(written, 0, bytes, size, written.length);
    size += written.length;
    return this;
  }

  JsonBytes string(String text) {
    return ascii("\"").raw(QUOTES.quoteAsUTF8(text)).ascii("\"");
  }

  /** Takes back the last character where it is this. */
  JsonBytes unless(char last) {
    if (size > 0 && bytes[size - 1] == last) {
      size--;
    }
    return this;
  }

  byte[] since(int from) {
    return Arrays.copyOfRange(bytes, from, size);
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
