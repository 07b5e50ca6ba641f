package io.signalbox.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What happened to tokens, in the table of all changes; never a secret. */
@Component
public class TokenChanges {
  private final Changes changes;

  TokenChanges(Changes changes) {
    this.changes = changes;
  }

  public void created(Tokens.NewToken token, Attribution why) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("role", token.role());
    detail.put("grants", token.grants());
    token.expiresAt().ifPresent(at -> detail.put("expires_at", at));
    changes.ofToken(token.name(), "token created", detail, why);
  }

  public void revoked(Tokens.Token token, Attribution why) {
    changes.ofToken(token.name(), "token revoked", Map.of("role", token.role()), why);
  }
}
