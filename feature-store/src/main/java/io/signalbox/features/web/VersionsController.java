package io.signalbox.features.web;

import io.signalbox.features.AppliedVersions;
import io.signalbox.features.AppliedVersions.Kind;
import io.signalbox.features.AppliedVersions.Version;
import io.signalbox.features.DefinitionVersion;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The versions of views, services and sources, and the end of one. */
@RestController
@RequestMapping("/api/v1/features")
class VersionsController {

  private final AppliedVersions versions;

  VersionsController(AppliedVersions versions) {
    this.versions = versions;
  }

  /** Those that were not retired; 404 if there is no such view. */
  @GetMapping("/views/{name}/versions")
  List<DefinitionVersion> views(@PathVariable String name) {
    return versions.of(Kind.VIEW, name);
  }

  /** Those that were not retired; 404 if there is no such service. */
  @GetMapping("/services/{name}/versions")
  List<DefinitionVersion> services(@PathVariable String name) {
    return versions.of(Kind.SERVICE, name);
  }

  /** Those that were not retired; 404 if there is no such source. */
  @GetMapping("/sources/{name}/versions")
  List<DefinitionVersion> sources(@PathVariable String name) {
    return versions.of(Kind.SOURCE, name);
  }

  /** 404 if it is unknown or retired already, 409 with those who refer to it. */
  @PostMapping("/views/{name}/versions/{number}/retire")
  RetiredJson retireView(
      @PathVariable String name,
      @PathVariable int number,
      @RequestBody ReasonJson body,
      HttpServletRequest request) {
    return retire(new Version(Kind.VIEW, name, number), body, request);
  }

  /** 404 if it is unknown or retired already, 409 with those who refer to it. */
  @PostMapping("/services/{name}/versions/{number}/retire")
  RetiredJson retireService(
      @PathVariable String name,
      @PathVariable int number,
      @RequestBody ReasonJson body,
      HttpServletRequest request) {
    return retire(new Version(Kind.SERVICE, name, number), body, request);
  }

  /** 404 if it is unknown or retired already. It is read no more; how far it was read stays known under its name. */
  @PostMapping("/sources/{name}/versions/{number}/retire")
  RetiredJson retireSource(
      @PathVariable String name,
      @PathVariable int number,
      @RequestBody ReasonJson body,
      HttpServletRequest request) {
    return retire(new Version(Kind.SOURCE, name, number), body, request);
  }

  private RetiredJson retire(Version version, ReasonJson body, HttpServletRequest request) {
    versions.retire(version, Author.of(request), body.reason() == null ? "" : body.reason());
    return new RetiredJson(version.toString());
  }

  record ReasonJson(@Nullable String reason) {}

  record RetiredJson(String retired) {}
}
