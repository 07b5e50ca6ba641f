package io.signalbox.features.expression;

/**
 * A name that an expression may use.
 *
 * @param list whether it is a list of such values
 * @param nullable whether it may be missing, and may be compared with null
 */
public record Variable(String name, Kind kind, boolean list, boolean nullable) {

  public static Variable of(String name, Kind kind) {
    return new Variable(name, kind, false, true);
  }
}
