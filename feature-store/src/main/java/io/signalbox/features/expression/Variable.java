package io.signalbox.features.expression;

/**
 * A name that an expression may use.
 *
 * @param list whether it is a list of such values
 * @param map whether it is a map from texts to such values; a key that is missing makes an expression that asks for it empty
 * @param nullable whether it may be missing, and may be compared with null
 */
public record Variable(String name, Kind kind, boolean list, boolean map, boolean nullable) {

  /** One value, or a list of them. */
  public Variable(String name, Kind kind, boolean list, boolean nullable) {
    this(name, kind, list, false, nullable);
  }

  public static Variable of(String name, Kind kind) {
    return new Variable(name, kind, false, true);
  }

  public static Variable mapOf(String name, Kind kind) {
    return new Variable(name, kind, false, true, false);
  }
}
