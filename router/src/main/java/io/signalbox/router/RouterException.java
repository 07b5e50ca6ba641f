package io.signalbox.router;

import java.util.Objects;

/** A request that the router refuses; nothing was changed. */
public abstract sealed class RouterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RouterException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** No endpoint, table, version or evidence of this name. */
  public static final class NotFound extends RouterException {
    private static final long serialVersionUID = 1L;

    public NotFound(String message) {
      super(message);
    }
  }

  /** A value outside what is allowed. */
  public static final class Invalid extends RouterException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message);
    }
  }

  /** The version exists but its model cannot be loaded, or does not fit the endpoint. */
  public static final class DoesNotLoad extends RouterException {
    private static final long serialVersionUID = 1L;

    public DoesNotLoad(String message) {
      super(message);
    }
  }

  /** There is nothing to do this to now, e.g. no table before the present one. */
  public static final class Conflict extends RouterException {
    private static final long serialVersionUID = 1L;

    public Conflict(String message) {
      super(message);
    }
  }
}
