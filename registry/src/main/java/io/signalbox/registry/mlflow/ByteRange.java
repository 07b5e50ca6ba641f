package io.signalbox.registry.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/** Which bytes of a file are wanted (RFC 9110, 14): {@code count} of them after {@code from}, of {@code whole}. */
record ByteRange(long from, long count, long whole) {
  private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * Empty where no range is asked for, or several, or one on a condition: a server may answer those with the whole file.
   *
   * @throws NotSatisfiable if nothing of the range is there
   */
  static Optional<ByteRange> asked(HttpServletRequest request, long whole) {
    String header = request.getHeader(HttpHeaders.RANGE);
    Matcher range = ONE_RANGE.matcher(header == null ? "" : header.trim());
    if (request.getHeader(HttpHeaders.IF_RANGE) != null || !range.matches()) {
      return Optional.empty();
    }
    OptionalLong first = number(range.group(1));
    OptionalLong last = number(range.group(2));
    if (first.isEmpty() && last.isEmpty()) {
      return Optional.empty();
    }
    if (first.isEmpty()) {
      return Optional.of(satisfiable(whole - Math.min(last.getAsLong(), whole), whole - 1, whole));
    }
    if (last.isPresent() && last.getAsLong() < first.getAsLong()) {
      return Optional.empty();
    }
    long end = Math.min(last.orElse(Long.MAX_VALUE), whole - 1);
    return Optional.of(satisfiable(first.getAsLong(), end, whole));
  }

  private static OptionalLong number(String digits) {
    return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
  }

  private static ByteRange satisfiable(long first, long last, long whole) {
    if (first > last) {
      throw new NotSatisfiable(whole);
    }
    return new ByteRange(first, last - first + 1, whole);
  }

  String header() {
    return "bytes " + from + "-" + (from + count - 1) + "/" + whole;
  }

  /** A range that begins after the end of the file. */
  static final class NotSatisfiable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long whole;

    NotSatisfiable(long whole) {
      super("range (expected: within " + whole + " bytes)");
      this.whole = whole;
    }

    long whole() {
      return whole;
    }
  }
}
