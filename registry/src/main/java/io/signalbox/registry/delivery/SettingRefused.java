package io.signalbox.registry.delivery;

import java.util.Locale;

/** A setting of the server that cannot be: it does not start, and says this in one line. */
public final class SettingRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** {@code setting} is a property; told is the variable that sets it. */
  public SettingRefused(String setting, String value, String expected) {
    super("%s: %s (expected: %s)".formatted(variable(setting), value, expected));
  }

  private static String variable(String setting) {
    return setting.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
