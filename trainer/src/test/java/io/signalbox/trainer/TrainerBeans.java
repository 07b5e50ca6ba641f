package io.signalbox.trainer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.scheduling.quartz.SpringBeanJobFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What a server gives the modules. */
@Configuration
@EnableTransactionManagement
class TrainerBeans {
  private static final AtomicInteger SCHEDULERS = new AtomicInteger();

  @Bean
  JdbcClient jdbc(DataSource source) {
    return JdbcClient.create(source);
  }

  @Bean
  PlatformTransactionManager transactions(DataSource source) {
    return new DataSourceTransactionManager(source);
  }

  @Bean
  TransactionTemplate template(PlatformTransactionManager transactions) {
    return new TransactionTemplate(transactions);
  }

  @Bean
  SimpleMeterRegistry meters() {
    return new SimpleMeterRegistry();
  }

  @Bean
  JsonMapper mapper() {
    return JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build();
  }

  /** Each context has one of its own, also where two of them share a database. */
  @Bean
  SchedulerFactoryBean scheduler() {
    var factory = new SchedulerFactoryBean();
    var properties = new Properties();
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty(
        "org.quartz.scheduler.instanceName", "test-" + SCHEDULERS.incrementAndGet());
    factory.setQuartzProperties(properties);
    factory.setJobFactory(new SpringBeanJobFactory());
    return factory;
  }
}
