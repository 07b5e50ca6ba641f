package io.signalbox.security;

import com.google.common.base.Suppliers;
import io.signalbox.registry.Tokens;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Puts {@link Authentication} before all paths, whichever web application of the connector they lead to. */
@Component
class TomcatAuthentication implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  private final ObjectProvider<Tokens> tokens;
  private final Denial denial;

  /** The web server is made before most beans, so tokens are asked for at the first request. */
  TomcatAuthentication(ObjectProvider<Tokens> tokens, Denial denial) {
    this.tokens = tokens;
    this.denial = denial;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addEngineValves(new Authentication(Suppliers.memoize(tokens::getObject), denial));
  }
}
