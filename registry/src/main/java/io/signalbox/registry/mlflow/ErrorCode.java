package io.signalbox.registry.mlflow;

/** MLflow's error codes that this server sends, with their HTTP status. */
enum ErrorCode {
  INVALID_PARAMETER_VALUE(400),
  BAD_REQUEST(400),
  RESOURCE_ALREADY_EXISTS(400),
  INVALID_STATE(400),
  PERMISSION_DENIED(403),
  RESOURCE_DOES_NOT_EXIST(404),
  ENDPOINT_NOT_FOUND(404),
  ABORTED(409),
  INTERNAL_ERROR(500),
  TEMPORARILY_UNAVAILABLE(503),
  RESOURCE_EXHAUSTED(507);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
