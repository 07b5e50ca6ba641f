package io.signalbox.edge;

import com.google.common.io.ByteStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Looks through each JSON body before it is read into a record. */
@RestControllerAdvice
class BodyCheck extends RequestBodyAdviceAdapter {
  static final int MOST_BYTES = 32 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public boolean supports(
      MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
    return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converter);
  }

  @Override
  public HttpInputMessage beforeBodyRead(
      HttpInputMessage message,
      MethodParameter parameter,
      Type type,
      Class<? extends HttpMessageConverter<?>> converter)
      throws IOException {
    byte[] body = ByteStreams.limit(message.getBody(), MOST_BYTES + 1L).readAllBytes();
    if (body.length > MOST_BYTES) {
      throw new ResponseStatusException(
          HttpStatus.CONTENT_TOO_LARGE,
          "body: more than %d bytes (expected: at most that many)".formatted(MOST_BYTES));
    }
    var read = new Read(new ByteArrayInputStream(body), message.getHeaders());
    var fields = new Fields();
    try (JsonParser json = JSON.createParser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        fields.check(json, token);
      }
    } catch (JacksonException | ValueRefused e) {
      throw new HttpMessageNotReadableException("refused", e, read);
    }
    return read;
  }

  private record Read(InputStream body, HttpHeaders headers) implements HttpInputMessage {
    @Override
    public InputStream getBody() {
      return body;
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }
  }
}
