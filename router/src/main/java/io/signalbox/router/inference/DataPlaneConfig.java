package io.signalbox.router.inference;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.signalbox.features.Features;
import io.signalbox.router.LiveEndpoints;
import io.signalbox.router.journal.Drainer;
import io.signalbox.router.journal.Journal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The data plane: plain servlets, the journal under {@code signalbox.home}, and its drainer. */
@Configuration(proxyBeanMethods = false)
public class DataPlaneConfig {

  @Bean(destroyMethod = "close")
  Journal journal(@Value("${signalbox.home}") Path home, MeterRegistry metrics) {
    Journal journal = Journal.open(home.resolve("journal"), Journal.Bounds.USUAL);
    Gauge.builder("signalbox.journal.backlog", journal, Journal::backlog)
        .description("Records that are not in the database yet")
        .register(metrics);
    return journal;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Drainer drainer(Journal journal, DataSource database, MeterRegistry metrics) {
    Drainer drainer = new Drainer(journal, database);
    TimeGauge.builder(
            "signalbox.journal.lag", drainer, TimeUnit.SECONDS, d -> d.lag().toMillis() / 1e3)
        .description("For how long the database has been behind the journal")
        .register(metrics);
    return drainer;
  }

  @Bean(destroyMethod = "close")
  Shadows shadows(
      @Value("${" + Shadows.PATIENCE + ":" + Shadows.USUAL_PATIENCE + "}") String patience,
      MeterRegistry metrics) {
    return new Shadows(metrics, patience);
  }

  @Bean
  Inference inference(
      LiveEndpoints endpoints,
      Features features,
      Journal journal,
      Drainer drainer,
      Shadows shadows,
      Clock clock,
      MeterRegistry metrics) {
    return new Inference(endpoints, features::online, journal, drainer, shadows, clock, metrics);
  }

  @Bean
  DataPlaneContext dataPlaneContext(
      ObjectProvider<Inference> inference, LiveEndpoints endpoints, MeterRegistry metrics) {
    String version = DataPlaneConfig.class.getPackage().getImplementationVersion();
    return new DataPlaneContext(() -> new InferenceServlet(
        inference.getObject(), endpoints, version == null ? "unpackaged" : version, metrics));
  }

  @Bean
  ServletRegistrationBean<OutcomesServlet> outcomesServlet(
      Journal journal, Clock clock, MeterRegistry metrics) {
    return new ServletRegistrationBean<>(
        new OutcomesServlet(journal, clock, metrics), OutcomesServlet.PATH);
  }
}
