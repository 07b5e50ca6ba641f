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

    public NotFound(String kind, String name) {
      super(kind + ": " + name + " (expected: one that was applied)");
    }
  }

  /** A definition or request that contradicts itself, another definition, or the rules. */
  public static final class Invalid extends FeaturesException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message);
    }
  }
}
