package io.signalbox.features;

/** A request that the feature store refuses; nothing was changed. */
public abstract sealed class FeaturesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private FeaturesException(String message) {
    super(message);
  }

  /** No entity, view, service, manifest or training set of this name. */
  public static final class NotFound extends FeaturesException {
    private static final long serialVersionUID = 1L;

    private final String kind;

    public NotFound(String kind, String name) {
      super(kind + ": " + name + " (expected: one that was applied)");
      this.kind = kind;
    }

    /** What was not found, e.g. view. */
    public String kind() {
      return kind;
    }
  }

  /** A batch that its view's contract rejects as a whole. */
  public static final class ContractBroken extends FeaturesException {
    private static final long serialVersionUID = 1L;

    public ContractBroken(String message) {
      super(message);
    }
  }

  /** A definition or request that contradicts itself, another definition, or the rules. */
  public static final class Invalid extends FeaturesException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message);
    }
  }

  /** A version that something refers to; the message says what. */
  public static final class InUse extends FeaturesException {
    private static final long serialVersionUID = 1L;

    public InUse(String message) {
      super(message);
    }
  }

  /** A database of the user's own that cannot be read from. */
  public static final class SourceFailed extends FeaturesException {
    private static final long serialVersionUID = 1L;

    public SourceFailed(String message) {
      super(message);
    }
  }

  /** A change without a reason, or with one that cannot be kept. */
  public static final class ReasonRefused extends FeaturesException {
    private static final long serialVersionUID = 1L;

    public ReasonRefused(String message) {
      super(message);
    }
  }
}
