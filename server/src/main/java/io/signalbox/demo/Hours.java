package io.signalbox.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/** Cuts the recorded year into hours: what became known in (t - 1 h, t], and which flights are asked about at t. */
final class Hours {
  static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MICROSECOND = Duration.ofNanos(1_000);
  /** So much is read at once, while the stretch before is played. */
  private static final Duration STRETCH = Duration.ofDays(10);

  private final RecordedYear year;

  Hours(RecordedYear year) {
    this.year = year;
  }

  /** What to do with an hour. */
  interface Visitor {
    void visit(Hour hour) throws SQLException;
  }

  /** Visits the full hours from the first to the last, both inclusive. */
  void visit(Instant first, Instant last, Visitor visitor) throws SQLException {
    Future<List<Hour>> next = ahead(first, last);
    for (Instant start = first; !start.isAfter(last); start = start.plus(STRETCH)) {
      List<Hour> hours = read(next);
      next = ahead(start.plus(STRETCH), last);
      for (Hour hour : hours) {
        visitor.visit(hour);
      }
    }
  }

  private Future<List<Hour>> ahead(Instant start, Instant last) {
    var task = new FutureTask<>(() -> hours(start, last));
    Thread.ofPlatform().daemon().name("recorded-year").start(task);
    return task;
  }

  private static List<Hour> read(Future<List<Hour>> stretch) throws SQLException {
    try {
      return stretch.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted while the year was read", e);
    }
  }

  /** Those of the stretch that begins here; none after the last. */
  private List<Hour> hours(Instant start, Instant last) throws SQLException {
    List<Hour> hours = new ArrayList<>();
    Instant end = earlier(start.plus(STRETCH).minus(HOUR), last);
    if (end.isBefore(start)) {
      return hours;
    }
    Instant after = start.minus(HOUR).plus(MICROSECOND);
    Instant until = end.plus(MICROSECOND);
    var weather = new Queue<>(year.weather(after, until), Weather::observedAt);
    var departures =
        new Queue<>(year.departures(after, until), flight -> flight.departedAt().orElseThrow());
    var landings =
        new Queue<>(year.landings(after, until), flight -> flight.landedAt().orElseThrow());
    var asked =
        new Queue<>(year.flights(start.plus(HOUR), end.plus(HOUR).plus(HOUR)), Flight::askedAt);
    for (Instant at = start; !at.isAfter(end); at = at.plus(HOUR)) {
      hours.add(
          new Hour(at, weather.upTo(at), departures.upTo(at), landings.upTo(at), asked.upTo(at)));
    }
    return hours;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** Rows in order of time, taken from the front. */
  private static final class Queue<T> {
    private final List<T> rows;
    private final Function<T, Instant> time;
    private int next;

    Queue(List<T> rows, Function<T, Instant> time) {
      this.rows = rows;
      this.time = time;
    }

    List<T> upTo(Instant at) {
      var taken = new ArrayList<T>();
      while (next < rows.size() && !time.apply(rows.get(next)).isAfter(at)) {
        taken.add(rows.get(next++));
      }
      return taken;
    }
  }
}
