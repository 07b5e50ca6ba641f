package io.signalbox.server;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The head of the OpenAPI document at {@code /v3/api-docs}. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

  @Bean
  OpenAPI openApi() {
    String version = Optional.ofNullable(ApiDocument.class.getPackage().getImplementationVersion())
        .orElse("unreleased");
    return new OpenAPI()
        .info(new Info()
            .title("Signalbox")
            .version(version)
            .description(
                "A control plane for models in production. Refusals are application/problem+json (RFC 9457).")
            .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
  }
}
