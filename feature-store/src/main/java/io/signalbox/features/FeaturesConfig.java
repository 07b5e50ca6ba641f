package io.signalbox.features;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The feature store's settings: the folder of {@code signalbox.files}, or else of {@code signalbox.home}, and how long a value stays in memory after its moment. */
@Configuration
public class FeaturesConfig {

  @Bean
  FeaturesHome featuresHome(@Value("${signalbox.files:${signalbox.home}}") Path files) {
    return new FeaturesHome(files.resolve("features"));
  }

  @Bean
  OnlineSlack onlineSlack(@Value("${signalbox.features.online-slack:PT24H}") Duration slack) {
    return new OnlineSlack(slack);
  }

  /** How far behind the clock a moment may be that is still answered from memory. */
  record OnlineSlack(Duration span) {}
}
