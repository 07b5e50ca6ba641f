package io.signalbox.features.source;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.RowSchema;
import io.signalbox.features.SqlSourceDefinition;
import io.signalbox.features.SqlSources;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.stereotype.Component;

/** Asks the database for the columns of a query. */
@Component
class SourceCheck implements SqlSources.Check {
  private final SourceDatabases databases;

  SourceCheck(SourceDatabases databases) {
    this.databases = databases;
  }

  @Override
  public void check(SqlSourceDefinition source, RowSchema rows) {
    var query = new SourceQuery(source, rows);
    try (Connection connection = databases.open(source.database())) {
      query.check(connection);
    } catch (SQLException e) {
      throw new FeaturesException.SourceFailed("source %s: %s (expected: a database that answers)"
          .formatted(source.name(), SqlWords.of(e)));
    }
  }
}
