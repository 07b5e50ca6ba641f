package io.signalbox.router.inference;

import java.util.function.Supplier;
import org.apache.catalina.Container;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Puts the Open Inference Protocol beside the control plane as a web application of its own, on the same connector: the filters of
 * the control plane do not stand on its way, which would cost as much as an answer.
 */
final class DataPlaneContext implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final String SERVLET = "inference";

  private final Supplier<InferenceServlet> servlet;

  /** @param servlet asked for when the web server starts */
  DataPlaneContext(Supplier<InferenceServlet> servlet) {
    this.servlet = servlet;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(context -> addBeside(context.getParent()));
  }

  private void addBeside(Container host) {
    StandardContext context = new StandardContext();
    context.setName(InferenceServlet.PATH);
    context.setPath(InferenceServlet.PATH);
    context.setMapperContextRootRedirectEnabled(false);
    context.setParentClassLoader(DataPlaneContext.class.getClassLoader());
    WebappLoader loader = new WebappLoader();
    loader.setDelegate(true);
    context.setLoader(loader);
    context.setClearReferencesThreadLocals(false); // the process ends with it
    context.addLifecycleListener(DataPlaneContext::configured);
    Tomcat.addServlet(context, SERVLET, servlet.get());
    context.addServletMappingDecoded("/*", SERVLET);
    host.addChild(context);
  }

  /** There is no descriptor to read. */
  private static void configured(LifecycleEvent event) {
    if (event.getType().equals(Lifecycle.CONFIGURE_START_EVENT)
        && event.getLifecycle() instanceof StandardContext context) {
      context.setConfigured(true);
    }
  }
}
