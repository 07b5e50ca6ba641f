package io.signalbox.trainer;

import com.google.common.base.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the trainer is assembled with. */
@Configuration
public class TrainerConfig {

  /** Leases, limits and rests: business time may stand still or run through a year in a minute. */
  @Bean
  Ticker trainingTicker() {
    return Ticker.systemTicker();
  }
}
