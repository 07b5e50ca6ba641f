package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;

/** A request that the registry refuses; nothing was changed. */
public abstract sealed class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RegistryException(String message) {
    super(message);
  }

  /** No model, version, run, experiment or artifact of this name. */
  public static final class NotFound extends RegistryException {
    private static final long serialVersionUID = 1L;

    public NotFound(String message) {
      super(message);
    }
  }

  /** There is one of this name already. */
  public static final class AlreadyExists extends RegistryException {
    private static final long serialVersionUID = 1L;

    public AlreadyExists(String message) {
      super(message);
    }
  }

  /** A value outside what is allowed. */
  public static final class Invalid extends RegistryException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message);
    }
  }

  /** A change without a reason, or with one that is too long or cannot be stored. */
  public static final class ReasonRefused extends RegistryException {
    private static final long serialVersionUID = 1L;

    public ReasonRefused(String message) {
      super(message);
    }
  }

  /** The caller's role does not allow it. */
  public static final class Forbidden extends RegistryException {
    private static final long serialVersionUID = 1L;

    /** With the role that the caller has there, and the one that was needed. */
    public Forbidden(Caller caller, Role has, Role needed, String where) {
      super(
          "%s is %s %s (expected: %s)".formatted(caller.name(), named(has), where, named(needed)));
    }

    private static String named(Role role) {
      return role.name().toLowerCase(Locale.ROOT);
    }
  }

  /** The thing is in a state in which this cannot be done to it. */
  public static final class WrongState extends RegistryException {
    private static final long serialVersionUID = 1L;

    public WrongState(String message) {
      super(message);
    }
  }

  /** A gate kept the version out of the stage. */
  public static final class GateRefused extends RegistryException {
    private static final long serialVersionUID = 1L;
    private final transient List<GateResult> results;

    public GateRefused(String message, List<GateResult> results) {
      super(message);
      this.results = ImmutableList.copyOf(results);
    }

    public List<GateResult> results() {
      return results;
    }
  }
}
