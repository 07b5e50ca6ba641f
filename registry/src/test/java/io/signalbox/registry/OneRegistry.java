package io.signalbox.registry;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One registry for all test classes of this JVM that keep to names of their own; it stops with the last of them. It delivers to private
 * addresses and without TLS.
 */
public final class OneRegistry implements BeforeAllCallback {
  private static volatile RegistryServer server;

  public static RegistryServer server() {
    return server;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server = context
        .getRoot()
        .getStore(Namespace.create(OneRegistry.class))
        .computeIfAbsent(
            RegistryServer.class,
            key -> new RegistryServer(
                "--signalbox.delivery.schemes=https,http", "--signalbox.delivery.private=true"),
            RegistryServer.class);
  }
}
