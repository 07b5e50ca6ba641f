package io.signalbox.trainer;

/** A request that the trainer refuses; nothing was changed. */
public abstract sealed class TrainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private TrainerException(String message) {
    super(message);
  }

  /** No plan or run of this name. */
  public static final class NotFound extends TrainerException {
    private static final long serialVersionUID = 1L;

    public NotFound(String kind, Object name) {
      super(kind + ": " + name + " (expected: one that exists)");
    }
  }

  /** A plan or request that names what is unknown, or a value outside what is allowed. */
  public static final class Invalid extends TrainerException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message);
    }
  }

  /** Too many runs of the plan wait already. */
  public static final class QueueFull extends TrainerException {
    private static final long serialVersionUID = 1L;

    public QueueFull(String message) {
      super(message);
    }
  }
}
