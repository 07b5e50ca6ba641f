package io.signalbox.server;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/** Every module's components, and Boot's own. */
@SpringBootApplication(
    scanBasePackages = "io.signalbox",
    nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class, // several modules have Changes
    proxyBeanMethods = false)
class ServerApplication {}
