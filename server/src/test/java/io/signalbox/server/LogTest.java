package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server's log leaves to others to say, by the configuration that it ships with. */
class LogTest {
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configure() throws Exception {
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Objects.requireNonNull(Configuration.class.getResource("/logback.xml")));
  }

  @Test
  void a_database_that_goes_away_is_told_by_us_and_not_by_each_connection() throws Exception {
    assertThat(level("com.zaxxer.hikari.pool.ProxyConnection")).isEqualTo(Level.ERROR);
    assertThat(level(EmbeddedPostgres.class.getName())).isEqualTo(Level.OFF);
    assertThat(level("io.signalbox.server.EmbeddedDatabase")).isEqualTo(Level.INFO);
  }

  /** Of a class that there is. */
  private Level level(String name) throws ClassNotFoundException {
    Class<?> logs = Class.forName(name, false, getClass().getClassLoader());
    return context.getLogger(logs).getEffectiveLevel();
  }
}
