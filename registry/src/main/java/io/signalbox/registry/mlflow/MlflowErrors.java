package io.signalbox.registry.mlflow;

import io.signalbox.migrations.DatabaseTrouble;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.search.SearchRefused;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every failure on MLflow's paths leaves in MLflow's error body. */
@RestControllerAdvice(basePackageClasses = MlflowErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class MlflowErrors {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowErrors.class);
  private static final String RETRY_SECONDS = "5";

  @ExceptionHandler
  ResponseEntity<ObjectNode> refused(MlflowException e) {
    return answer(e.code(), message(e));
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> refused(SearchRefused e) {
    return answer(ErrorCode.INVALID_PARAMETER_VALUE, message(e));
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> refused(RegistryException e) {
    ErrorCode code = switch (e) {
      case RegistryException.NotFound x -> ErrorCode.RESOURCE_DOES_NOT_EXIST;
      case RegistryException.AlreadyExists x -> ErrorCode.RESOURCE_ALREADY_EXISTS;
      case RegistryException.Invalid x -> ErrorCode.INVALID_PARAMETER_VALUE;
      case RegistryException.ReasonRefused x -> ErrorCode.INVALID_PARAMETER_VALUE;
      case RegistryException.Forbidden x -> ErrorCode.PERMISSION_DENIED;
      case RegistryException.WrongState x -> ErrorCode.INVALID_STATE;
      case RegistryException.GateRefused x -> ErrorCode.INVALID_STATE;
    };
    return answer(code, message(e));
  }

  /** Two who made or named the same thing at once: one came first. */
  @ExceptionHandler
  ResponseEntity<ObjectNode> lostTheRace(DuplicateKeyException e) {
    LOG.debug("Another request made the same", e);
    return answer(ErrorCode.RESOURCE_ALREADY_EXISTS, "It already exists.");
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> collided(ConcurrencyFailureException e) {
    LOG.debug("A transaction gave way to another", e);
    return answer(ErrorCode.ABORTED, "Another request changed the same at once. Try again.");
  }

  private static ResponseEntity<ObjectNode> later(DatabaseTrouble trouble, RuntimeException e) {
    LOG.warn("{} cause={}", trouble.words(), message(e));
    ErrorCode code = switch (trouble) {
      case AWAY, BUSY -> ErrorCode.TEMPORARILY_UNAVAILABLE;
      case FULL -> ErrorCode.RESOURCE_EXHAUSTED;
    };
    ResponseEntity<ObjectNode> answer = answer(code, trouble.words() + ".");
    return ResponseEntity.status(answer.getStatusCode())
        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
        .contentType(MediaType.APPLICATION_JSON)
        .body(answer.getBody());
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> full(Artifacts.Full e) {
    LOG.error("The artifact store is full", e);
    return answer(ErrorCode.RESOURCE_EXHAUSTED, message(e));
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> notSatisfiable(ByteRange.NotSatisfiable e) {
    ResponseEntity<ObjectNode> answer = answer(ErrorCode.INVALID_PARAMETER_VALUE, message(e));
    return ResponseEntity.status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        .header(HttpHeaders.CONTENT_RANGE, "bytes */" + e.whole())
        .contentType(MediaType.APPLICATION_JSON)
        .body(answer.getBody());
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> notStored(IOException e) {
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      LOG.debug("A caller went away in the middle of an artifact", e);
      return answer(ErrorCode.BAD_REQUEST, "The upload broke off.");
    }
    LOG.error("An artifact could not be read or written", e);
    return answer(ErrorCode.INTERNAL_ERROR, "The artifact could not be read or written.");
  }

  @ExceptionHandler
  ResponseEntity<ObjectNode> broken(RuntimeException e) {
    Optional<DatabaseTrouble> trouble = DatabaseTrouble.of(e)
        .or(() -> isAway(e) ? Optional.of(DatabaseTrouble.AWAY) : Optional.empty());
    if (trouble.isPresent()) {
      return later(trouble.get(), e);
    }
    LOG.error("A request on MLflow's interface failed", e);
    return answer(ErrorCode.INTERNAL_ERROR, "Internal error.");
  }

  /** Where no SQLState tells: the second is thrown when what was asked failed, and then could not be undone either. */
  private static boolean isAway(RuntimeException e) {
    return e instanceof CannotCreateTransactionException
        || e instanceof TransactionSystemException
        || e instanceof DataAccessResourceFailureException;
  }

  static ResponseEntity<ObjectNode> answer(ErrorCode code, String message) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("error_code", code.name());
    body.put("message", message);
    return ResponseEntity.status(code.status())
        .contentType(MediaType.APPLICATION_JSON)
        .body(body);
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
