package io.signalbox.router.journal;

import io.signalbox.features.ValueType;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The layouts that were drained. They never change, so each is read once. */
@Component
class FeatureLayouts {

  private final JdbcClient jdbc;
  private final Map<Long, FeatureLayout> known = new ConcurrentHashMap<>();

  FeatureLayouts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  FeatureLayout get(long id) {
    return known.computeIfAbsent(id, this::read);
  }

  private FeatureLayout read(long id) {
    return jdbc.sql("""
            SELECT id, feature_service, service_version, names, types
            FROM router.feature_layouts WHERE id = ?""")
        .param(id)
        .query((row, number) -> layout(row))
        .optional()
        .orElseThrow(() -> new IllegalStateException("feature layout " + id + " is not there"));
  }

  private static FeatureLayout layout(ResultSet row) throws SQLException {
    return new FeatureLayout(
        row.getLong("id"),
        Optional.ofNullable(row.getString("feature_service")),
        row.getInt("service_version"),
        texts(row.getArray("names")),
        texts(row.getArray("types")).stream()
            .map(type -> ValueType.valueOf(type.toUpperCase(Locale.ROOT)))
            .toList());
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }
}
