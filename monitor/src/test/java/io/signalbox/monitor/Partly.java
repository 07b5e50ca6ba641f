package io.signalbox.monitor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A face of another module of which the monitor calls a few methods: these a fake has, any other fails the test. */
final class Partly {
  private Partly() {}

  static <T> T of(Class<T> face, Object fake) {
    return face.cast(Proxy.newProxyInstance(
        face.getClassLoader(),
        new Class<?>[] {face},
        (proxy, method, arguments) -> call(fake, method, arguments)));
  }

  private static Object call(Object fake, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.invoke(fake, arguments);
    }
    try {
      return fake.getClass()
          .getMethod(method.getName(), method.getParameterTypes())
          .invoke(fake, arguments);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("the monitor was not to call " + method, e);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
