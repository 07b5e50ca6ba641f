package io.signalbox.migrations;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/** Why PostgreSQL did not do what was asked of it, where the asking was right: a caller may try again. */
public enum DatabaseTrouble {
  AWAY("The database cannot be reached"),
  BUSY("The database is busy"),
  FULL("The database's disk is full");

  private static final int DEEPEST_CAUSE = 20;

  /** PostgreSQL's conditions, by appendix A of its manual. */
  private static final String DISK_FULL = "53100";

  private static final String INSUFFICIENT_RESOURCES = "53";
  private static final String CONNECTION_EXCEPTION = "08";
  private static final String SHUTTING_DOWN_CRASHED_OR_STARTING = "57P0";

  private final String words;

  DatabaseTrouble(String words) {
    this.words = words;
  }

  /** A sentence without its full stop. */
  public String words() {
    return words;
  }

  /** What the failure or one of its causes tells; empty where it is of another kind, such as a statement that is wrong. */
  public static Optional<DatabaseTrouble> of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof SQLException e && told(e).isPresent()) {
        return told(e);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static Optional<DatabaseTrouble> told(SQLException e) {
    String state = e.getSQLState();
    if (state == null) {
      // A pool whose connections are all in use; one that cannot open any has the state of its
      // cause
      return e instanceof SQLTransientConnectionException ? Optional.of(BUSY) : Optional.empty();
    }
    if (state.equals(DISK_FULL)) {
      return Optional.of(FULL);
    }
    if (state.startsWith(INSUFFICIENT_RESOURCES)) {
      return Optional.of(BUSY);
    }
    return state.startsWith(CONNECTION_EXCEPTION)
            || state.startsWith(SHUTTING_DOWN_CRASHED_OR_STARTING)
        ? Optional.of(AWAY)
        : Optional.empty();
  }
}
