package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A feature of a view, written {@code view:feature} or {@code view:feature as name}.
 *
 * @param name what the model calls it
 */
public record FeatureReference(String view, String feature, String name) {

  private static final Pattern FORM =
      Pattern.compile("([a-z][a-z0-9_]*):([A-Za-z_]\\w*)(?: +as +([A-Za-z_]\\w*))?");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static FeatureReference parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "feature: " + text + " (expected: view:feature or view:feature as name)");
    }
    String name = matcher.group(3);
    return new FeatureReference(
        matcher.group(1), matcher.group(2), name == null ? matcher.group(2) : name);
  }

  @JsonValue
  @Override
  public String toString() {
    return view + ":" + feature + (name.equals(feature) ? "" : " as " + name);
  }
}
