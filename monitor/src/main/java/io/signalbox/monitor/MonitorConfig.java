package io.signalbox.monitor;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/** Everything of the monitor; what it needs beside: a data source with transactions, a JSON mapper, a clock, the faces to its left. */
@Configuration
@ComponentScan(
    nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class) // as the server names them
public class MonitorConfig {}
