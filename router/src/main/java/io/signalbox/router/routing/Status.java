package io.signalbox.router.routing;

import io.signalbox.registry.Attribution;
import io.signalbox.router.RoutingTable;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Collectors;

/** The one sentence that says whether stage and traffic agree, or how and why they differ. */
final class Status {

  private Status() {}

  /**
   * The sentence.
   *
   * @param table the one that is in force in this process
   * @param failure why the newest table is not in force in this process, where it is not
   */
  static String of(EndpointRow row, Optional<RoutingTable> table, Optional<String> failure) {
    String sentence =
        table.map(served -> serving(row, served)).orElseGet(() -> servingNothing(row));
    return sentence
        + failure
            .map(why -> "; table " + row.tableVersion() + " is not in force here: " + why)
            .orElse("");
  }

  private static String serving(EndpointRow row, RoutingTable table) {
    NavigableMap<Integer, Integer> shares = RangesOfTables.slots(table.ranges()).shares();
    Optional<Integer> goal = row.definition().pinned().or(row::production);
    boolean alone = shares.size() == 1;
    boolean has = goal.filter(shares::containsKey).isPresent();
    String serves = "serves " + arms(shares);
    if (alone && has) {
      return serves
          + (row.definition().pinned().isPresent()
              ? ", to which it is pinned"
              : ", which is in Production");
    }
    return serves + ", " + goal(row) + (has ? "" : ": " + why(row, table));
  }

  private static String servingNothing(EndpointRow row) {
    if (row.wanted().isPresent() || row.heldBack().isPresent()) {
      return "serves nothing, " + goal(row) + ": " + pending(row);
    }
    return "serves nothing, " + goal(row);
  }

  private static String arms(NavigableMap<Integer, Integer> shares) {
    if (shares.size() == 1) {
      return shares.firstKey().toString();
    }
    return shares.entrySet().stream()
        .map(share -> share.getKey() + " (" + percent(share.getValue()) + " %)")
        .collect(Collectors.joining(", "));
  }

  private static String percent(int basisPoints) {
    String whole = Integer.toString(basisPoints / 100);
    int rest = basisPoints % 100;
    return rest == 0 ? whole : whole + "." + (rest < 10 ? "0" : "") + rest;
  }

  private static String goal(EndpointRow row) {
    return row.definition()
        .pinned()
        .map(pinned -> "pinned to " + pinned)
        .or(() -> row.production().map(production -> "Production is " + production))
        .orElse("no version of " + row.model() + " is in Production");
  }

  /** Why the table in force is not the goal: what was wanted is under way or refused, else whoever made the table said so. */
  private static String why(EndpointRow row, RoutingTable table) {
    if (row.wanted().isPresent() || row.heldBack().isPresent()) {
      return pending(row);
    }
    Attribution why = table.why();
    String what = table
        .restores()
        .map(restored -> "rolled back to table " + restored)
        .orElse("table " + table.version() + " was made");
    return what + " by " + why.author() + (why.reason().isBlank() ? "" : " (" + why.reason() + ")");
  }

  private static String pending(EndpointRow row) {
    return row.wanted()
        .map(wanted -> wanted.version() + " is being loaded")
        .or(row::heldBack)
        .orElseThrow();
  }
}
