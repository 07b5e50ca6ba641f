package io.signalbox.registry;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The caller on whose behalf the present thread works. Faces ask here whether a change of a model is allowed; what Signalbox does by itself
 * (a schedule, a training) has no caller and is allowed.
 */
public final class Access {
  private static final ScopedValue<Caller> CALLER = ScopedValue.newInstance();

  private Access() {}

  /** Does the work on behalf of the caller. */
  public static <T> T as(Caller caller, Callable<T> work) throws Exception {
    return ScopedValue.where(CALLER, caller).call(work::call);
  }

  /** Empty where Signalbox works by itself, or for whoever reaches a server without tokens. */
  public static Optional<Caller> caller() {
    return CALLER.isBound() ? Optional.of(CALLER.get()) : Optional.empty();
  }

  /** Lets nobody pass whose role for the model is too low. @throws RegistryException.Forbidden for them */
  public static void require(Role role, ModelName model) {
    caller().filter(caller -> !caller.roleFor(model).covers(role)).ifPresent(caller -> {
      throw new RegistryException.Forbidden(
          caller, caller.roleFor(model), role, "with model " + model);
    });
  }

  /** Lets nobody pass whose role is too low. @throws RegistryException.Forbidden for them */
  public static void require(Role role) {
    caller().filter(caller -> !caller.role().covers(role)).ifPresent(caller -> {
      throw new RegistryException.Forbidden(caller, caller.role(), role, "here");
    });
  }
}
