package io.signalbox.server;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds answers of a server against its own OpenAPI document, by a validator that is none of ours. Stricter than the document says: a
 * property that it does not name is none that an answer may have.
 */
public final class DocumentedAnswers {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final ObjectNode document;

  private DocumentedAnswers(ObjectNode document) {
    this.document = document;
  }

  /** By the document of the server at this address. */
  public static DocumentedAnswers of(URI url, HttpClient http)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url.resolve("/v3/api-docs")).build();
    var document = (ObjectNode)
        JsonMapper.shared().readTree(http.send(request, BodyHandlers.ofString()).body());
    close(document.path("components"));
    close(document.path("paths"));
    return new DocumentedAnswers(document);
  }

  /** No property but those that are named, of an object that names any. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode schema
        && schema.path("properties").isObject()
        && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    node.forEach(DocumentedAnswers::close);
  }

  public JsonNode document() {
    return document;
  }

  /** What is wrong with an answer; nothing if the document describes it. Of other content than JSON only that it is named. */
  public List<String> complaints(
      String method, String path, int status, String contentType, String body) {
    String type = contentType.replaceFirst(";.*", "").strip();
    Optional<JsonNode> operation = operation(method, path);
    if (operation.isEmpty()) {
      return List.of("no such operation: " + method + " " + path);
    }
    JsonNode responses = operation.get().path("responses");
    JsonNode response = resolved(either(responses, Integer.toString(status), "default"));
    JsonNode content = response.path("content");
    JsonNode described = either(content, type, "*/*");
    if (!described.has("schema")) {
      return List.of("%s %s: no schema of %d %s".formatted(method, path, status, type));
    }
    if (!type.endsWith("json")) {
      return List.of();
    }
    ObjectNode schema = ((ObjectNode) described.path("schema")).deepCopy();
    schema.set("components", document.path("components"));
    return SCHEMAS.getSchema(schema).validate(JsonMapper.shared().readTree(body)).stream()
        .map(error -> "%s %s: %d: %s: %s"
            .formatted(method, path, status, error.getInstanceLocation(), error.getMessage()))
        .toList();
  }

  private Optional<JsonNode> operation(String method, String path) {
    String plain = path.replaceFirst("\\?.*", "");
    return document
        .path("paths")
        .propertyStream()
        .filter(known -> matches(known.getKey(), plain))
        .filter(known -> known.getValue().has(method.toLowerCase(Locale.ROOT)))
        .min(Comparator.comparingLong(
            known -> known.getKey().chars().filter(c -> c == '{').count()))
        .map(known -> known.getValue().path(method.toLowerCase(Locale.ROOT)));
  }

  private static boolean matches(String template, String path) {
    String pattern = Pattern.compile("\\{[^}]+}")
        .splitAsStream(template + " ")
        .map(part -> Pattern.quote(part.strip()))
        .reduce((left, right) -> left + "[^/]+" + right)
        .orElseThrow();
    return path.matches(pattern);
  }

  private static JsonNode either(JsonNode node, String name, String otherwise) {
    return node.has(name) ? node.path(name) : node.path(otherwise);
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
  }
}
