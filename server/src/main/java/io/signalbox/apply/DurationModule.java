package io.signalbox.apply;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Durations as people write them: {@code 90s}, {@code 15m}, {@code 3h}, {@code 7d}, {@code 2w}; ISO-8601 is read too. */
@Component
class DurationModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  DurationModule() {
    super("signalbox-durations");
    addDeserializer(Duration.class, new DurationReader());
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
      Matcher matcher = SHORT.matcher(text);
      if (matcher.matches()) {
        Duration unit = UNITS.get(matcher.group(2));
        if (unit != null) {
          return unit.multipliedBy(Long.parseLong(matcher.group(1)));
        }
      }
      try {
        return Duration.parse(text);
      } catch (java.time.format.DateTimeParseException e) {
        return (Duration) context.handleWeirdStringValue(
            Duration.class, text, "expected: a duration such as 15m, 3h or 7d");
      }
    }
  }
}
