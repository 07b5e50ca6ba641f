package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that one thread reads and another checks. */
@Timeout(60)
class ReadAheadTest {
  private static final int ROWS = 10_000;
  private static final int ENDLESS = Integer.MAX_VALUE;

  @Test
  void names_and_rows_come_in_order_and_all_of_them() {
    var checker = new Checker(ENDLESS);

    ReadAhead.read(
        sink -> {
          read(sink, ROWS);
          sink.columns(List.of("b"), true);
          sink.row(new Object[] {"last"});
        },
        checker);

    List<Object> expected = new ArrayList<>(List.of("[a] false"));
    IntStream.range(0, ROWS).forEach(expected::add);
    expected.addAll(List.of("[b] true", "last"));
    assertThat(checker.seen).isEqualTo(expected);
  }

  @Test
  void what_is_refused_ends_the_reading() {
    assertThatThrownBy(() -> ReadAhead.read(sink -> read(sink, ENDLESS), new Checker(5_000)))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessage("row 5000");
  }

  @Test
  void of_two_failures_the_one_about_the_earlier_row_is_told() {
    var unreadable = new FeaturesException.Invalid("row 6001 cannot be read");

    assertThatThrownBy(() -> ReadAhead.read(
            sink -> {
              read(sink, 6_000);
              throw unreadable;
            },
            new Checker(5_999)))
        .hasMessage("row 5999");
    var checker = new Checker(6_000);
    assertThatThrownBy(() -> ReadAhead.read(
            sink -> {
              read(sink, 6_000);
              throw unreadable;
            },
            checker))
        .isSameAs(unreadable);
    assertThat(checker.seen).as("names and rows before it").hasSize(6_001);
  }

  @Test
  void also_an_error_ends_the_reading() {
    RowReader.Sink broken = new RowReader.Sink() {
      @Override
      public void columns(List<String> names, boolean textual) {}

      @Override
      public void row(@Nullable Object[] cells) {
        throw new StackOverflowError("an expression too deep");
      }
    };

    assertThatThrownBy(() -> ReadAhead.read(sink -> read(sink, ENDLESS), broken))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void an_error_while_a_file_is_read_is_thrown_and_leaves_no_thread_waiting() {
    var checker = new Checker(ENDLESS);
    var torn = new InternalError("a page of the mapped file cannot be read");

    assertThatThrownBy(() -> ReadAhead.read(
            sink -> {
              read(sink, 6_000);
              throw torn;
            },
            checker))
        .isSameAs(torn);

    assertThat(checker.seen).as("names and rows before it").hasSize(6_001);
    assertThat(checker.thread.isAlive()).isFalse();
  }

  private static void read(RowReader.Sink sink, int rows) {
    sink.columns(List.of("a"), false);
    for (int row = 0; row < rows; row++) {
      sink.row(new Object[] {row});
    }
  }

  /** Refuses one row. */
  private static final class Checker implements RowReader.Sink {
    private final int refused;
    private final List<Object> seen = new ArrayList<>();
    private volatile Thread thread = Thread.currentThread();

    Checker(int refused) {
      this.refused = refused;
    }

    @Override
    public void columns(List<String> names, boolean textual) {
      thread = Thread.currentThread();
      seen.add(names + " " + textual);
    }

    @Override
    public void row(@Nullable Object[] cells) {
      if (cells[0].equals(refused)) {
        throw new FeaturesException.Invalid("row " + refused);
      }
      seen.add(cells[0]);
    }
  }
}
