package io.signalbox.server;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The OpenAPI document at {@code /v3/api-docs}: its head, and the paths of plain servlets, which springdoc does not see. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {
  private static final String BY_HAND = "/openapi-data-plane.yaml";

  @Bean
  OpenAPI openApi() {
    String version = Optional.ofNullable(ApiDocument.class.getPackage().getImplementationVersion())
        .orElse("unreleased");
    return byHand()
        .info(new Info()
            .title("Signalbox")
            .version(version)
            .description(
                "A control plane for models in production. Refusals are application/problem+json (RFC 9457).")
            .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
  }

  private static OpenAPI byHand() {
    try (InputStream file =
        Objects.requireNonNull(ApiDocument.class.getResourceAsStream(BY_HAND), BY_HAND)) {
      return Yaml31.mapper().readValue(file, OpenAPI.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
