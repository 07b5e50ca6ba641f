package io.signalbox.registry.delivery;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/** The outbox and what empties it; what it needs beside: a data source with transactions. */
@Configuration
@ComponentScan(
    nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class) // as the server names them
public class DeliveryConfig {}
