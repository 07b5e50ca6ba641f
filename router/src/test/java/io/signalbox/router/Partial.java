package io.signalbox.router;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A face of another module, answered by a hand-written fake that has only the methods a test needs. */
public final class Partial {

  private Partial() {}

  public static <T> T of(Class<T> face, Object fake) {
    return face.cast(Proxy.newProxyInstance(
        face.getClassLoader(), new Class<?>[] {face}, (proxy, method, arguments) -> {
          try {
            return fake.getClass()
                .getMethod(method.getName(), method.getParameterTypes())
                .invoke(fake, arguments);
          } catch (NoSuchMethodException unexpected) {
            throw new UnsupportedOperationException(method.toString(), unexpected);
          } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
          }
        }));
  }
}
