package io.signalbox.registry.search;

import com.google.common.collect.ImmutableSet;
import java.util.Set;

/** How a comparison compares. The text is SQL's own and the only part of an operator that reaches SQL. */
public enum Operator {
  EQUAL("="),
  NOT_EQUAL("!="),
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">="),
  LIKE("LIKE"),
  ILIKE("ILIKE"),
  IN("IN"),
  NOT_IN("NOT IN"),
  IS_NULL("IS NULL"),
  IS_NOT_NULL("IS NOT NULL");

  static final Set<Operator> NUMERIC =
      ImmutableSet.of(EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST);
  static final Set<Operator> TEXT = ImmutableSet.of(EQUAL, NOT_EQUAL, LIKE, ILIKE);
  static final Set<Operator> PATTERN = ImmutableSet.of(LIKE, ILIKE);
  static final Set<Operator> LIST = ImmutableSet.of(IN, NOT_IN);
  static final Set<Operator> PRESENCE = ImmutableSet.of(IS_NULL, IS_NOT_NULL);

  private final String text;

  Operator(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
