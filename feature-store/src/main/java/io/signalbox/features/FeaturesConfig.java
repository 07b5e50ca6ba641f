package io.signalbox.features;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The feature store's settings: {@code signalbox.home}, and how long a value stays in memory after its moment. */
@Configuration
public class FeaturesConfig {

  @Bean
  FeaturesHome featuresHome(@Value("${signalbox.home}") Path home) {
    return new FeaturesHome(home.resolve("features"));
  }

  @Bean
  OnlineSlack onlineSlack(@Value("${signalbox.features.online-slack:PT24H}") Duration slack) {
    return new OnlineSlack(slack);
  }

  /** How far behind the clock a moment may be that is still answered from memory. */
  record OnlineSlack(Duration span) {}
}
