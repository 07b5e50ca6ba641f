package io.signalbox.router.routing;

import io.signalbox.registry.ModelName;
import io.signalbox.registry.ProductionFollowers;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The endpoints that follow a model's Production: those that are not pinned. */
@Repository
class Followers implements ProductionFollowers {
  private final JdbcClient jdbc;

  Followers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<String> of(ModelName model) {
    return jdbc.sql("""
            SELECT name FROM router.endpoints WHERE model = :model AND pinned IS NULL ORDER BY name
            """)
        .param("model", model.value())
        .query((row, index) -> row.getString("name"))
        .list();
  }
}
