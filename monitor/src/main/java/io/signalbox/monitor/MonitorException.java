package io.signalbox.monitor;

/** A request that the monitor refuses; nothing was changed. */
public abstract sealed class MonitorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private MonitorException(String message) {
    super(message);
  }

  /** No check, report, comparison, endpoint or version of this name. */
  public static final class NotFound extends MonitorException {
    private static final long serialVersionUID = 1L;

    public NotFound(String message) {
      super(message);
    }
  }

  /** A value outside what is allowed. */
  public static final class Invalid extends MonitorException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message);
    }
  }
}
