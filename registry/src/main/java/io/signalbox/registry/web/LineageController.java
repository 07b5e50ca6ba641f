package io.signalbox.registry.web;

import io.signalbox.registry.Deployment;
import io.signalbox.registry.Deployments;
import io.signalbox.registry.Lineage;
import io.signalbox.registry.Lineages;
import io.signalbox.registry.RegistryException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where versions come from and where they serve. */
@RestController
class LineageController {
  private static final String KINDS = Stream.of(Lineages.Kind.values())
      .map(kind -> kind.name().toLowerCase(Locale.ROOT))
      .collect(Collectors.joining(", "));

  private final Lineages lineages;
  private final Deployments deployments;
  private final Clock clock;

  LineageController(Lineages lineages, Deployments deployments, Clock clock) {
    this.lineages = lineages;
    this.deployments = deployments;
    this.clock = clock;
  }

  /** 404 if the version is unknown. */
  @GetMapping("/api/v1/models/{name}/versions/{number}/lineage")
  Lineage lineage(@PathVariable String name, @PathVariable String number) {
    return lineages.of(Asked.version(name, number));
  }

  /** The other way: {@code ?training_set=HASH}, or one of the other kinds. 400 unless it is exactly one. */
  @GetMapping("/api/v1/lineage")
  DescendantsJson descendants(@RequestParam Map<String, String> asked) {
    if (asked.size() != 1) {
      throw new RegistryException.Invalid(
          "query: " + asked.size() + " parameters (expected: exactly one of " + KINDS + ")");
    }
    Map.Entry<String, String> only = asked.entrySet().iterator().next();
    return new DescendantsJson(
        lineages.from(new Lineages.Ancestor(kind(only.getKey()), only.getValue())));
  }

  /** What serves now. 404 if the model is unknown. */
  @GetMapping("/api/v1/models/{name}/deployments")
  DeploymentsJson deployments(@PathVariable String name) {
    return new DeploymentsJson(deployments.inForce(Asked.model(name)));
  }

  /** What an endpoint of another program serves now, all of it. 404 if a version is unknown, 409 if the endpoint is this server's. */
  @PutMapping("/api/v1/models/{name}/deployments/{endpoint}")
  DeploymentsJson tell(
      @PathVariable String name,
      @PathVariable String endpoint,
      @RequestBody ServingJson body,
      HttpServletRequest request) {
    if (body.arms() == null || body.arms().contains(null)) {
      throw new RegistryException.Invalid(
          "arms: absent (expected: what the endpoint serves; an empty list for nothing)");
    }
    List<Deployments.Arm> arms = body.arms().stream().map(ArmJson::toArm).toList();
    String author = Optional.ofNullable(request.getRemoteUser()).orElse("local");
    deployments.tell(
        new Deployments.Serving(endpoint, Asked.model(name), arms, true, author, clock.instant()));
    return deployments(name);
  }

  private static Lineages.Kind kind(String name) {
    for (Lineages.Kind kind : Lineages.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw new RegistryException.Invalid(
        "query: an unknown parameter (expected: one of " + KINDS + ")");
  }

  record DescendantsJson(List<Lineages.Descendant> versions) {}

  record DeploymentsJson(List<Deployment> deployments) {}

  record ServingJson(@Nullable List<ArmJson> arms) {}

  record ArmJson(int version, int share, @Nullable Boolean shadow) {
    Deployments.Arm toArm() {
      return new Deployments.Arm(version, share, Boolean.TRUE.equals(shadow));
    }
  }
}
