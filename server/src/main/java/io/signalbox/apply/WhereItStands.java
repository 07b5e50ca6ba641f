package io.signalbox.apply;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Says of a room's refusal which file and line it speaks of. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class WhereItStands implements ResponseBodyAdvice<Object> {
  /** The request's attribute that holds the definition being put in force. */
  static final String DECLARED = WhereItStands.class.getName();

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
    return true; // whichever room's handler made it
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType contentType,
      Class<? extends HttpMessageConverter<?>> converterType,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body instanceof ProblemDetail problem
        && request instanceof ServletServerHttpRequest servlet
        && servlet.getServletRequest().getAttribute(DECLARED) instanceof Declared declared) {
      problem.setDetail(
          "%s, line %d: %s".formatted(declared.file(), declared.line(), problem.getDetail()));
    }
    return body;
  }
}
