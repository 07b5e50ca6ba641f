package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Who made a change, and why. The one place that holds the rule for reasons.
 *
 * @param author the authenticated name, {@code local} where no token is in use, or {@code signalbox} for what it does by itself
 * @param reason free text: not blank, at most {@value #LONGEST_REASON} characters, without U+0000
 * @param via kept in the registry's history; says nothing elsewhere
 */
public record Attribution(
    String author, String reason, @JsonIgnore Via via) {
  /** A few sentences; more belongs in the evidence. */
  public static final int LONGEST_REASON = 2_000;

  private static final String CUT = "…";

  /** @throws RegistryException.ReasonRefused if the reason is not as said */
  public Attribution {
    if (reason.isBlank()) {
      throw new RegistryException.ReasonRefused("reason: none (expected: why this is done)");
    }
    if (reason.length() > LONGEST_REASON) {
      throw new RegistryException.ReasonRefused(
          "reason: " + reason.length() + " characters (expected: at most " + LONGEST_REASON + ")");
    }
    if (reason.indexOf('\0') >= 0) {
      throw new RegistryException.ReasonRefused("reason: with U+0000 (expected: text without it)");
    }
  }

  /** Through Signalbox's own interface, or by itself. */
  public Attribution(String author, String reason) {
    this(author, reason, Via.SIGNALBOX);
  }

  /** For a reason that quotes another, and may become too long by it: its end is left out then. */
  public static Attribution quoting(String author, String reason) {
    if (reason.length() <= LONGEST_REASON) {
      return new Attribution(author, reason);
    }
    int end = LONGEST_REASON - CUT.length();
    if (Character.isHighSurrogate(reason.charAt(end - 1))) {
      end--;
    }
    return new Attribution(author, reason.substring(0, end) + CUT);
  }
}
