package io.signalbox.edge;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.jdk.NumberDeserializers.BigDecimalDeserializer;
import tools.jackson.databind.deser.jdk.NumberDeserializers.DoubleDeserializer;
import tools.jackson.databind.deser.jdk.NumberDeserializers.IntegerDeserializer;
import tools.jackson.databind.deser.jdk.NumberDeserializers.LongDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.databind.util.AccessPattern;

/**
 * How callers write times, durations and numbers. Times have a zone and are of the years 1 to 9999. Durations are {@code 90s}, {@code 15m},
 * {@code 3h}, {@code 7d}, {@code 2w} or ISO-8601, from 0 to 36,500 days. Numbers are finite, and never text; that whole ones
 * have no fraction is a setting of the mappers that have this module.
 */
public final class EdgeModule extends SimpleModule {
  private static final long serialVersionUID = 1L;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final Duration LONGEST = Duration.ofDays(36_500);

  public EdgeModule() {
    super("signalbox-edge");
    addDeserializer(Instant.class, new InstantReader());
    addDeserializer(Duration.class, new DurationReader());
    add(Double.class, new DoubleDeserializer(Double.class, null));
    add(Double.TYPE, new DoubleDeserializer(Double.TYPE, 0.0));
    add(Integer.class, new IntegerDeserializer(Integer.class, null));
    add(Integer.TYPE, new IntegerDeserializer(Integer.TYPE, 0));
    add(Long.class, new LongDeserializer(Long.class, null));
    add(Long.TYPE, new LongDeserializer(Long.TYPE, 0L));
    add(BigDecimal.class, BigDecimalDeserializer.instance);
  }

  @SuppressWarnings("unchecked") // Jackson's own readers, each of its type
  private <T extends Number> void add(Class<T> type, ValueDeserializer<?> numbers) {
    addDeserializer(type, new NumberReader<>(type, (ValueDeserializer<T>) numbers));
  }

  /** @throws DateTimeException where it is none, or not of the years 1 to 9999 */
  static Instant instant(String text) {
    Instant instant = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new DateTimeException("far away");
    }
    return instant;
  }

  private static final class InstantReader extends StdScalarDeserializer<Instant> {
    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) {
      String text = json.getValueAsString("");
      try {
        return instant(text);
      } catch (DateTimeException e) {
        throw context.weirdStringException(text, Instant.class, "no time");
      }
    }
  }

  private static final class DurationReader extends StdScalarDeserializer<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})([smhdw])");
    private static final Map<String, Duration> UNITS = Map.of(
        "s", Duration.ofSeconds(1),
        "m", Duration.ofMinutes(1),
        "h", Duration.ofHours(1),
        "d", Duration.ofDays(1),
        "w", Duration.ofDays(7));

    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser json, DeserializationContext context) {
      String text = json.getValueAsString("");
      try {
        Duration duration = duration(text);
        if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
          return duration;
        }
      } catch (DateTimeParseException e) { // refused below, in other words
      }
      throw context.weirdStringException(text, Duration.class, "no duration");
    }

    private static Duration duration(String text) {
      Matcher matcher = SHORT.matcher(text);
      Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
      return unit == null
          ? Duration.parse(text)
          : unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }
  }

  /** Jackson's own readers take {@code "NaN"} and {@code "1"}, which are text. */
  private static final class NumberReader<T extends Number> extends StdScalarDeserializer<T> {
    private final transient ValueDeserializer<T> numbers;

    NumberReader(Class<T> type, ValueDeserializer<T> numbers) {
      super(type);
      this.numbers = numbers;
    }

    @Override
    public @Nullable T deserialize(JsonParser json, DeserializationContext context) {
      JsonToken token = json.currentToken();
      if (token.isScalarValue() && !token.isNumeric()) {
        throw context.weirdStringException(json.getValueAsString(""), handledType(), "no number");
      }
      return numbers.deserialize(json, context);
    }

    @Override
    public @Nullable Object getNullValue(DeserializationContext context) {
      return numbers.getNullValue(context);
    }

    @Override
    public AccessPattern getNullAccessPattern() {
      return numbers.getNullAccessPattern();
    }

    @Override
    public LogicalType logicalType() {
      return numbers.logicalType();
    }
  }
}
