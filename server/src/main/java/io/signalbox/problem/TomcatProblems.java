package io.signalbox.problem;

import com.google.common.base.Suppliers;
import io.signalbox.registry.Tokens;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Puts {@link HostCheck} before all paths, and {@link ProblemValve} in the place of Tomcat's page of HTML. */
@Component
class TomcatProblems implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private final ObjectProvider<Tokens> tokens;
  private final ProblemWriter problems;

  /** The web server is made before most beans, so tokens are asked for at the first request. */
  TomcatProblems(ObjectProvider<Tokens> tokens, ProblemWriter problems) {
    this.tokens = tokens;
    this.problems = problems;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addEngineValves(new HostCheck(Suppliers.memoize(tokens::getObject), problems));
    factory.addContextCustomizers(context -> {
      if (context.getParent() instanceof StandardHost host) {
        host.setErrorReportValveClass(ProblemValve.class.getName());
      }
    });
  }
}
