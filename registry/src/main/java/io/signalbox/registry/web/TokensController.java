package io.signalbox.registry.web;

import io.signalbox.registry.ModelName;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Role;
import io.signalbox.registry.Tokens;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Gives, lists and revokes tokens; an operator's business. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokensController {
  private final Tokens tokens;
  private final Clock clock;

  TokensController(Tokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /** The only answer with the secret. 400 without name, role or reason, 409 if there is one of this name. */
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  CreatedJson create(@RequestBody NewTokenJson body, HttpServletRequest request) {
    if (body.name() == null || body.role() == null) {
      throw new RegistryException.Invalid("name, role: missing (expected: both)");
    }
    Tokens.NewToken wanted = new Tokens.NewToken(
        body.name(),
        body.role(),
        grants(body),
        Optional.ofNullable(body.expires()).map(after -> clock.instant().plus(after)));
    String secret = tokens.create(wanted, Asked.of(request, body.reason()));
    return new CreatedJson(secret, wanted);
  }

  private static Map<ModelName, Role> grants(NewTokenJson body) {
    Map<ModelName, Role> grants = new LinkedHashMap<>();
    if (body.grants() != null) {
      body.grants().forEach((model, role) -> grants.put(Asked.model(model), role));
    }
    return grants;
  }

  @GetMapping
  TokensJson list() {
    return new TokensJson(tokens.list());
  }

  /** 404 if there is none of this name, 409 if it is the last operator's of several. */
  @DeleteMapping("{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(
      @PathVariable String name,
      @RequestParam(required = false) @Nullable String reason,
      HttpServletRequest request) {
    tokens.revoke(name, Asked.of(request, reason));
  }

  /** {@code expires} after this time; never where it is absent. {@code grants} by model. */
  record NewTokenJson(
      @Nullable String name,
      @Nullable Role role,
      @Nullable Map<String, Role> grants,
      @Nullable Duration expires,
      @Nullable String reason) {}

  record CreatedJson(String secret, Tokens.NewToken token) {}

  record TokensJson(List<Tokens.Token> tokens) {}
}
