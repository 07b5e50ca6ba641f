package io.signalbox.features.feast;

import io.signalbox.features.Features;
import io.signalbox.features.OnlineReads;
import java.time.Clock;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts online reads beside the controllers. */
@Configuration(proxyBeanMethods = false)
class FeastConfig {

  @Bean
  ServletRegistrationBean<OnlineServlet> onlineServlet(
      Features features, OnlineReads reads, Clock clock) {
    return new ServletRegistrationBean<>(
        new OnlineServlet(features, reads, clock), OnlineServlet.PATH);
  }
}
