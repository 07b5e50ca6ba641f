package io.signalbox.server;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Every module's components, and Boot's own. */
@SpringBootApplication(scanBasePackages = "io.signalbox", proxyBeanMethods = false)
class ServerApplication {}
