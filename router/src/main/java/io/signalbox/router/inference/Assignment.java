package io.signalbox.router.inference;

import io.signalbox.router.LiveEndpoint;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which version answers each row. A row without a unit, or whose caller names the version, is not assigned. */
final class Assignment {

  private final int[] versions;
  private final List<@Nullable String> units;

  private Assignment(int[] versions, List<@Nullable String> units) {
    this.versions = versions;
    this.units = units;
  }

  static Assignment of(LiveEndpoint endpoint, Question question, OptionalInt named) {
    var versions = new int[question.inputs().rows()];
    if (named.isPresent()) {
      Arrays.fill(versions, named.getAsInt());
      return new Assignment(versions, java.util.Collections.nCopies(versions.length, null));
    }
    for (int row = 0; row < versions.length; row++) {
      String unit = question.units().get(row);
      versions[row] = unit == null ? endpoint.unassigned() : endpoint.versionOf(unit);
    }
    return new Assignment(versions, question.units());
  }

  int rows() {
    return versions.length;
  }

  int version(int row) {
    return versions[row];
  }

  @Nullable
  String unit(int row) {
    return units.get(row);
  }

  /** The versions that answer, in ascending order. */
  int[] versions() {
    if (versions.length == 1) {
      return versions;
    }
    return IntStream.of(versions).sorted().distinct().toArray();
  }

  /** The rows that this version answers; or those that it does not. */
  int[] rowsOf(int version, boolean answered) {
    var rows = new int[versions.length];
    int count = 0;
    for (int row = 0; row < rows.length; row++) {
      if ((versions[row] == version) == answered) {
        rows[count++] = row;
      }
    }
    return count == rows.length ? rows : Arrays.copyOf(rows, count);
  }

  /** As it is answered: the arm of each row. */
  String[] arms() {
    var arms = new String[versions.length];
    for (int row = 0; row < versions.length; row++) {
      arms[row] = units.get(row) == null ? "unassigned" : Integer.toString(versions[row]);
    }
    return arms;
  }
}
