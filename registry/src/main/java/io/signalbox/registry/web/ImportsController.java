package io.signalbox.registry.web;

import com.google.common.base.Strings;
import io.signalbox.registry.Imports;
import io.signalbox.registry.RegistryException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Copying from other MLflow servers. */
@RestController
@RequestMapping("/api/v1/imports")
class ImportsController {
  private final Imports imports;

  ImportsController(Imports imports) {
    this.imports = imports;
  }

  /** Goes on where it stopped. 400 if the address is none, 409 if it is under way. */
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Imports.Progress start(@RequestBody ImportJson body, HttpServletRequest request) {
    Imports.Source source = new Imports.Source(
        url(Strings.nullToEmpty(body.from())),
        Strings.nullToEmpty(body.token()),
        Strings.nullToEmpty(body.user()),
        Strings.nullToEmpty(body.password()));
    String reason = Strings.isNullOrEmpty(body.reason()) ? "import from " + source : body.reason();
    return imports.start(source, Asked.of(request, reason));
  }

  private static URI url(String given) {
    try {
      return new URI(given);
    } catch (URISyntaxException e) {
      throw new RegistryException.Invalid(
          "from: not an address (expected: http or https, and a host)");
    }
  }

  @GetMapping
  ImportsJson list() {
    return new ImportsJson(imports.list());
  }

  /** 404 if there is none of this id. */
  @GetMapping("{id}")
  Imports.Progress get(@PathVariable long id) {
    return imports.get(id);
  }

  /** The credentials are used and forgotten. */
  record ImportJson(
      @Nullable String from,
      @Nullable String token,
      @Nullable String user,
      @Nullable String password,
      @Nullable String reason) {}

  record ImportsJson(List<Imports.Progress> imports) {}
}
