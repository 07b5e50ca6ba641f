package io.signalbox.registry.card;

import com.google.common.base.CharMatcher;
import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes Markdown (CommonMark 0.31 with GitHub's tables). What people wrote stays text, whatever they wrote: no structure, no HTML, no
 * link and no picture comes of it.
 */
final class Markdown {
  private static final CharMatcher MARKS = CharMatcher.anyOf("\\`*_[]<>&!~$");

  /** What is special only where a line begins. */
  private static final Pattern BEGINS_A_BLOCK = Pattern.compile("^([#+=-]|\\d{1,9}[.)])");

  /** Beyond these, powers of ten are easier to read. */
  private static final double WHOLE_TO = 1e15;

  private static final double SMALL = 1e-6;
  private static final MathContext FOR_PEOPLE = new MathContext(6);

  private final StringBuilder text = new StringBuilder();

  /** On one line, also inside a cell of a table. */
  static String inline(String given) {
    String line =
        CharMatcher.javaIsoControl().or(CharMatcher.whitespace()).trimAndCollapseFrom(given, ' ');
    StringBuilder safe = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char each = line.charAt(i);
      if (each == '|') {
        safe.append("&#124;"); // tables are cut before backslashes are read
      } else {
        safe.append(MARKS.matches(each) ? "\\" : "").append(each);
      }
    }
    return safe.toString();
  }

  /** Six digits at most, whole numbers with all of theirs; the JSON has everything. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < WHOLE_TO) {
      return Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(FOR_PEOPLE).stripTrailingZeros();
    return Math.abs(value) < WHOLE_TO && Math.abs(value) > SMALL
        ? rounded.toPlainString()
        : rounded.toString();
  }

  Markdown heading(int level, String words) {
    text.append("#".repeat(level)).append(' ').append(words).append("\n\n");
    return this;
  }

  /** Words that are Markdown already. */
  Markdown paragraph(String words) {
    text.append(words).append("\n\n");
    return this;
  }

  /** What somebody wrote, with its lines; nothing where it is blank. */
  Markdown quote(String given) {
    List<String> lines = new ArrayList<>();
    for (String line : Splitter.onPattern("\\R").split(given)) {
      String safe = inline(line);
      if (!safe.isEmpty()) {
        lines.add(
            "> " + BEGINS_A_BLOCK.matcher(safe).replaceFirst(begin -> escaped(begin.group())));
      }
    }
    return lines.isEmpty()
        ? this
        : paragraph(Joiner.on("  \n").join(lines)); // two spaces keep the line
  }

  /** The mark is the last character. */
  private static String escaped(String begin) {
    int mark = begin.length() - 1;
    return begin.substring(0, mark) + "\\\\" + begin.charAt(mark);
  }

  /** The cells are Markdown already; nothing where there are no rows. */
  Markdown table(List<String> header, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return this;
    }
    row(header);
    row(header.stream().map(cell -> "---").toList());
    rows.forEach(this::row);
    text.append('\n');
    return this;
  }

  private void row(List<String> cells) {
    text.append("| ").append(Joiner.on(" | ").join(cells)).append(" |\n");
  }

  @Override
  public String toString() {
    return text.toString().stripTrailing() + "\n";
  }
}
