package io.signalbox.server;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

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

  /** What springdoc sees of a path is only how it answers when all is well. */
  @Bean
  OpenApiCustomizer refusals() {
    ApiResponse refused = new ApiResponse()
        .description("Refused; the types of problems are listed in docs/problems.md")
        .content(new Content()
            .addMediaType(
                "application/problem+json",
                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
    ApiResponse notAcceptable =
        new ApiResponse().description("Nothing that the Accept header asks for, perhaps no body");
    return document -> document.getPaths().forEach((path, operations) -> {
      if (path.startsWith("/api/v1/")) {
        operations
            .readOperations()
            .forEach(operation -> operation
                .getResponses()
                .addApiResponse("406", notAcceptable)
                .addApiResponse(ApiResponses.DEFAULT, refused));
      }
    });
  }

  @Bean
  OpenApiCustomizer schemasOfAnswers(ApiSchemas schemas) {
    return document -> {
      schemas.tellKinds(document);
      document.getComponents().getSchemas().values().forEach(ApiSchemas::allowNull);
    };
  }

  /** The first is asked last: springdoc's own know some types better. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  ApiSchemas schemas(ObjectMapperProvider mappers) {
    return new ApiSchemas(mappers.jsonMapper());
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
