package io.signalbox.features.source;

import java.sql.SQLException;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL said, in one line and without positions in a text that nobody has seen. */
final class SqlWords {
  private SqlWords() {}

  static String of(SQLException failure) {
    ServerErrorMessage said = failure instanceof PSQLException e ? e.getServerErrorMessage() : null;
    String text = said == null || said.getMessage() == null
        ? String.valueOf(failure.getMessage())
        : said.getMessage();
    return text.lines().map(String::strip).collect(Collectors.joining("; "));
  }
}
