package io.signalbox.router.journal;

import io.signalbox.features.Table;
import io.signalbox.router.EndpointName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Reads logged features by time, some at a time, each layout apart: what is held at once is bounded however long the span is. */
final class LoggedSlices {

  /** A row of some twenty features takes about half a kilobyte here, and some slices are held at once. */
  static final int MOST_ROWS = 50_000;

  private final StoredPredictions stored;
  private final FeatureLayouts layouts;

  LoggedSlices(StoredPredictions stored, FeatureLayouts layouts) {
    this.stored = stored;
    this.layouts = layouts;
  }

  /** Where a slice ended. */
  record Place(Instant at, UUID id) {}

  /** Predictions of one layout. */
  static final class Part {
    private final FeatureLayout layout;
    private final List<Place> places = new ArrayList<>();
    private final FeatureReader reader;

    Part(FeatureLayout layout, FeatureLayouts layouts) {
      this.layout = layout;
      this.reader = new FeatureReader(layout.names(), layouts);
    }

    FeatureLayout layout() {
      return layout;
    }

    int size() {
      return places.size();
    }

    Place place(int row) {
      return places.get(row);
    }

    /** Every column of the layout. */
    Table table() {
      return reader.toTable();
    }
  }

  /**
   * The parts of one slice.
   *
   * @param last empty where there is nothing more
   */
  record Slice(List<Part> parts, Optional<Place> last) {}

  /** What comes after a place; from the beginning where there is none. */
  Slice after(EndpointName endpoint, Instant from, Instant until, Optional<Place> before) {
    String query = """
        SELECT p.predicted_at, p.id, p.layout, p.layout, p.numbers, p.integers, p.texts
        FROM router.predictions p
        WHERE p.endpoint = '%s' AND %s %s
        ORDER BY p.predicted_at, p.id
        LIMIT %d""".formatted(
            endpoint,
            StoredPredictions.between("p", before.map(Place::at).orElse(from), until),
            before
                .map(it -> "AND (p.predicted_at, p.id) > ('%s', '%s')".formatted(it.at(), it.id()))
                .orElse(""),
            MOST_ROWS);
    Map<Long, Part> parts = new LinkedHashMap<>();
    var places = new ArrayList<Place>();
    stored.copy(query, row -> {
      var place = new Place(Objects.requireNonNull(row.time()), row.uuid());
      Part part = parts.computeIfAbsent(row.bigint(), id -> new Part(layouts.get(id), layouts));
      part.places.add(place);
      part.reader.add(row);
      places.add(place);
    });
    return new Slice(
        List.copyOf(parts.values()),
        places.size() < MOST_ROWS ? Optional.empty() : Optional.of(places.getLast()));
  }
}
