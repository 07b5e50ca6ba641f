package io.signalbox.registry.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests into {@link Call}s. */
@Component
class CallResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {
  /** A dataset's profile alone may have 16 MB. */
  static final int MOST_BYTES = 20_000_000;

  /** Those query parameters that are lists however often they are given. */
  private static final Set<String> LISTS =
      Set.of("stages", "order_by", "experiment_ids", "run_ids");

  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Call.class;
  }

  @Override
  public Call resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binders)
      throws IOException {
    HttpServletRequest request = Optional.ofNullable(
            webRequest.getNativeRequest(HttpServletRequest.class))
        .orElseThrow();
    String author = Optional.ofNullable(request.getRemoteUser()).orElse("local");
    if (request.getMethod().equals("GET") && request.getQueryString() != null) {
      return new Call(new Fields(query(request)), author, 0);
    }
    requireJson(request);
    byte[] body = body(request);
    if (body.length > MOST_BYTES) {
      throw MlflowException.invalid(
          "request body: over " + MOST_BYTES + " bytes (expected: at most " + MOST_BYTES + ")");
    }
    return new Call(new Fields(object(body)), author, body.length);
  }

  private static byte[] body(HttpServletRequest request) {
    try {
      return request.getInputStream().readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new MlflowException(ErrorCode.BAD_REQUEST, "Bad Request. The body broke off.", e);
    }
  }

  private static Map<String, String[]> parameters(HttpServletRequest request) {
    try {
      return request.getParameterMap();
    } catch (
        IllegalStateException
            e) { // the servlet interface's word for a query that cannot be decoded
      throw new MlflowException(
          ErrorCode.BAD_REQUEST, "Bad Request. The query cannot be decoded.", e);
    }
  }

  private static ObjectNode query(HttpServletRequest request) {
    ObjectNode query = JSON.createObjectNode();
    for (Map.Entry<String, String[]> parameter : parameters(request).entrySet()) {
      if (LISTS.contains(parameter.getKey())) {
        ArrayNode list = query.putArray(parameter.getKey());
        for (String value : parameter.getValue()) {
          list.add(value);
        }
      } else {
        query.put(parameter.getKey(), parameter.getValue()[0]);
      }
    }
    return query;
  }

  private static void requireJson(HttpServletRequest request) {
    if (!request.getMethod().equals("POST")) {
      return;
    }
    String type = request.getContentType();
    if (type == null) {
      throw MlflowException.invalid("Bad Request. Content-Type header is missing.");
    }
    if (!type.split(";", 2)[0].trim().equalsIgnoreCase("application/json")) {
      throw MlflowException.invalid(
          "Bad Request. Content-Type must be one of ['application/json'].");
    }
  }

  /** Nothing is the empty object, and old clients send JSON in a JSON string. */
  private static JsonNode object(byte[] body) {
    if (body.length == 0) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode json = JSON.readTree(body);
      if (json.isString()) {
        json = JSON.readTree(json.stringValue());
      }
      if (json.isNull() || json.isMissingNode()) {
        return JSON.createObjectNode();
      }
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // said below
    }
    throw new MlflowException(ErrorCode.BAD_REQUEST, "Bad Request. The body is not a JSON object.");
  }
}
