package io.signalbox.trainer;

import com.google.common.hash.Hashing;
import io.signalbox.features.Column;
import io.signalbox.features.ColumnDefinition;
import io.signalbox.features.Definition;
import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.EntityDefinition;
import io.signalbox.features.FeatureService;
import io.signalbox.features.FeatureViewDefinition;
import io.signalbox.features.Features;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Field;
import io.signalbox.features.Progress;
import io.signalbox.features.Spine;
import io.signalbox.features.Table;
import io.signalbox.features.TrainingSet;
import io.signalbox.features.TrainingSetId;
import io.signalbox.features.ValueType;
import io.signalbox.features.ViewCoverage;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Questions asked every hour from 1 January 2013. {@code delay} decides what turns out, {@code hour} hardly does: the service
 * {@code plain} knows the hour only, {@code rich} both.
 */
final class FakeFeatures {
  static final Instant FIRST = Instant.parse("2013-01-01T00:00:00Z");
  private static final Field HOUR = new Field("hour", ValueType.INT64, false);
  private static final Field CARRIER = new Field("carrier", ValueType.STRING, true);
  private static final Field DELAY = new Field("delay", ValueType.FLOAT64, true);
  private static final Map<String, FeatureService> SERVICES = Map.of(
      "plain", new FeatureService("plain", 1, List.of(), List.of(HOUR), List.of()),
      "rich", new FeatureService("rich", 1, List.of(), List.of(HOUR, CARRIER), List.of(DELAY)));

  private final Map<TrainingSetId, TrainingSet> sets = new HashMap<>();

  /** The services that training sets were asked of, in order. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  volatile Runnable beforeBuild = () -> {};
  volatile Consumer<Progress> whileBuilding = progress -> {};
  volatile Runnable afterRead = () -> {};

  Optional<FeatureService> service(String name) {
    return Optional.ofNullable(SERVICES.get(name));
  }

  /** A name, for the version in force, or {@code name@version}; there is only the first version of each. */
  synchronized TrainingSet trainingSet(String wanted, Spine spine, Progress progress) {
    asked.add(wanted);
    beforeBuild.run();
    whileBuilding.accept(progress);
    String name = wanted.replaceFirst("@1$", "");
    FeatureService service =
        service(name).orElseThrow(() -> new FeaturesException.NotFound("feature service", name));
    String hash =
        Hashing.sha256().hashString(name + spine, StandardCharsets.UTF_8).toString();
    var id = new TrainingSetId(hash);
    List<Field> columns = Stream.concat(
            service.requestInputs().stream(), service.features().stream())
        .toList();
    int rows = rows(spine).length;
    if (rows == 0) {
      throw new FeaturesException.Invalid("spine: no rows (expected: at least 1)");
    }
    var set = new TrainingSet(
        id,
        name,
        1,
        spine,
        rows,
        columns,
        Map.of(),
        spine.knownBy(),
        List.of(),
        true,
        Optional.empty());
    sets.put(id, set);
    return set;
  }

  synchronized Table read(TrainingSetId id, List<String> columns) {
    int[] hours = rows(sets.get(id).spine());
    afterRead.run();
    return new Table(
        hours.length, columns.stream().map(name -> column(name, hours)).toList());
  }

  private static List<DefinitionVersion> definitions(String kind) {
    Stream<Definition> found = switch (kind) {
      case "Entity" -> Stream.of(entity("flight", "flight"), entity("airport", "origin"));
      case "FeatureView" ->
        Stream.of(
            view(
                "landings",
                "flight",
                "landed_at",
                List.of(
                    column("asked_at", ValueType.TIMESTAMP),
                    column("hour", ValueType.INT64),
                    column("carrier", ValueType.STRING),
                    column("late", ValueType.BOOL),
                    column("never", ValueType.BOOL))),
            view("weather", "airport", "observed_at", List.of(column("wind", ValueType.FLOAT64))));
      default -> throw new IllegalArgumentException(kind);
    };
    return found
        .map(definition ->
            new DefinitionVersion(kind, definition.name(), 1, FIRST, "local", definition))
        .toList();
  }

  static ColumnDefinition column(String name, ValueType type) {
    return new ColumnDefinition(name, type, Optional.of(type == ValueType.FLOAT64));
  }

  static Definition entity(String name, String key) {
    return new EntityDefinition(
        name, Optional.empty(), List.of(new EntityDefinition.JoinKey(key, ValueType.STRING)));
  }

  static Definition view(String name, String entity, String time, List<ColumnDefinition> columns) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        entity,
        time,
        Optional.empty(),
        Optional.empty(),
        name.equals("weather") ? Optional.of(Duration.ofHours(3)) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        columns,
        List.of());
  }

  private static int[] rows(Spine spine) {
    return IntStream.range(0, 24 * 365)
        .filter(hour -> !at(hour).isBefore(spine.from()) && at(hour).isBefore(spine.until()))
        .toArray();
  }

  private static Instant at(int hour) {
    return FIRST.plusSeconds(3600L * hour);
  }

  private static Column column(String name, int[] hours) {
    IntStream all = IntStream.of(hours);
    return switch (name) {
      case "asked_at" ->
        new Column.Longs(
            name,
            ValueType.TIMESTAMP,
            all.mapToLong(hour -> at(hour).getEpochSecond() * 1_000_000).toArray(),
            new java.util.BitSet());
      case "hour" ->
        new Column.Longs(
            name,
            ValueType.INT64,
            all.mapToLong(hour -> hour % 24).toArray(),
            new java.util.BitSet());
      case "carrier" ->
        new Column.Texts(name, all.mapToObj(hour -> "C" + draw(hour, 3) % 5).toList());
      case "delay" ->
        new Column.Doubles(
            name,
            all.mapToDouble(hour -> draw(hour, 2) % 7 == 0 ? Double.NaN : delay(hour))
                .toArray());
      case "late" ->
        new Column.Doubles(name, all.mapToDouble(FakeFeatures::label).toArray());
      case "never" -> new Column.Doubles(name, new double[hours.length]);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static double delay(int hour) {
    return draw(hour, 0) % 100;
  }

  private static double label(int hour) {
    if (draw(hour, 4) % 50 == 0) {
      return Double.NaN; // never landed
    }
    return draw(hour, 1) % 100 < delay(hour) ? 1 : 0;
  }

  private static int draw(int hour, int purpose) {
    return Hashing.murmur3_32_fixed().hashLong(hour * 10L + purpose).asInt() >>> 1;
  }

  /** Three days have data, then one has none, and so on. */
  ViewCoverage coverage(String view, LocalDate from, LocalDate until, Instant knownBy) {
    List<ViewCoverage.Day> days = from.datesUntil(until)
        .map(date ->
            new ViewCoverage.Day(date, (date.toEpochDay() - from.toEpochDay()) % 4 == 3 ? 0 : 1))
        .toList();
    return new ViewCoverage(view, from, until, 1, days);
  }

  /** The face with what the trainer does not call left out. */
  Features face() {
    return (Features) Proxy.newProxyInstance(
        Features.class.getClassLoader(),
        new Class<?>[] {Features.class},
        (proxy, method, given) -> switch (method.getName()) {
          case "definitions" -> definitions((String) given[0]);
          case "service" -> service((String) given[0]);
          case "trainingSet" ->
            trainingSet((String) given[0], (Spine) given[1], (Progress) given[2]);
          case "read" -> read((TrainingSetId) given[0], castNames(given[1]));
          case "toString" -> "FakeFeatures";
          case "hashCode" -> System.identityHashCode(proxy);
          case "equals" -> System.identityHashCode(proxy) == System.identityHashCode(given[0]);
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }

  @SuppressWarnings("unchecked")
  private static List<String> castNames(Object names) {
    return (List<String>) names;
  }
}
