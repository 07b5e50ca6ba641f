package io.signalbox.registry.mlflow;

/** A request that is refused before any face is asked. */
final class MlflowException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String HINT =
      " See the API docs for more information about request parameters.";

  private final ErrorCode code;

  MlflowException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  MlflowException(ErrorCode code, String message, Exception cause) {
    super(message, cause);
    this.code = code;
  }

  static MlflowException invalid(String message) {
    return new MlflowException(ErrorCode.INVALID_PARAMETER_VALUE, message);
  }

  static MlflowException missing(String parameter) {
    return invalid("Missing value for required parameter '" + parameter + "'." + HINT);
  }

  /** A value of the wrong type or out of range, as it was sent. */
  static MlflowException wrong(String parameter, String json, String type) {
    return invalid("Invalid value " + json + " for parameter '" + parameter
        + "' supplied:  Hint: Value was of type '" + type + "'." + HINT);
  }

  static MlflowException outOfRange(String message) {
    return invalid(message + HINT);
  }

  ErrorCode code() {
    return code;
  }
}
