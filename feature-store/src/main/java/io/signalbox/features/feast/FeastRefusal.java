package io.signalbox.features.feast;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A refusal as Feast's SDK reads it. It raises the class that the body names; a 5xx it would try four times, and lose the message.
 */
final class FeastRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final int status;
  private final String body;

  private FeastRefusal(int status, String body, String message) {
    super(message);
    this.status = status;
    this.body = body;
  }

  int status() {
    return status;
  }

  /** Whether the same request may do later. */
  boolean mayPass() {
    return status == 503 || status == 507;
  }

  String body() {
    return body;
  }

  static FeastRefusal notFound(String errorClass, String message) {
    return of(404, errorClass, message);
  }

  static FeastRefusal invalid(String message) {
    return of(400, "FeastError", message);
  }

  /** A body of the wrong shape; this one is not encoded twice. */
  static FeastRefusal unreadable(String message) {
    var detail = new Detail(List.of("body"), message, "value_error");
    return new FeastRefusal(422, JSON.writeValueAsString(new Details(List.of(detail))), message);
  }

  /** What Feast's server says of any method but POST; this one is not encoded twice either. */
  static FeastRefusal notAllowed() {
    String words = "Method Not Allowed";
    return new FeastRefusal(405, JSON.writeValueAsString(Map.of("detail", words)), words);
  }

  /** The body is a JSON string that holds a JSON object. */
  static FeastRefusal of(int status, String errorClass, String message) {
    String error = JSON.writeValueAsString(new FeastError("feast.errors", errorClass, message));
    return new FeastRefusal(status, JSON.writeValueAsString(error), message);
  }

  private record FeastError(
      String module, @JsonProperty("class") String errorClass, String message) {}

  private record Details(List<Detail> detail) {}

  private record Detail(List<String> loc, String msg, String type) {}
}
