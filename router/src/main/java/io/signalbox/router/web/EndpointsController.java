package io.signalbox.router.web;

import com.google.common.base.Strings;
import com.google.common.primitives.Ints;
import io.signalbox.registry.Attribution;
import io.signalbox.router.Router;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.Split;
import io.signalbox.router.assignment.Slots;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What an endpoint serves, and the two ways to change it. */
@RestController
@RequestMapping("/api/v1/endpoints")
class EndpointsController {
  private final Router router;

  EndpointsController(Router router) {
    this.router = router;
  }

  @GetMapping
  EndpointsJson all() {
    return new EndpointsJson(router.endpoints().stream().map(EndpointJson::of).toList());
  }

  record EndpointsJson(List<EndpointJson> endpoints) {}

  /** 404 if there is no such endpoint, as for all below. */
  @GetMapping("/{name}")
  EndpointJson one(@PathVariable String name) {
    var endpoint = router.endpoint(EndpointNames.of(name));
    return EndpointJson.of(endpoint.orElseThrow(() ->
        new RouterException.NotFound("endpoint: " + name + " (expected: one that was applied)")));
  }

  /** 400 if the shares are not whole, 404 if a version or the evidence is unknown, 409 if a version does not load. */
  @PutMapping("/{name}/split")
  RoutingTable split(
      @PathVariable String name, @RequestBody SplitJson body, HttpServletRequest request) {
    Optional<String> evidence = Optional.ofNullable(body.evidence());
    return router.split(
        EndpointNames.of(name), body.split(), evidence, why(body.reason(), request));
  }

  /** As in {@code {"shares": {"1": 9000, "2": 1000}, "shadows": [1, "2"], "reason": "...", "evidence": "..."}}. */
  record SplitJson(
      @Nullable Map<String, @Nullable BigDecimal> shares,
      @Nullable List<@Nullable Object> shadows,
      @Nullable String reason,
      @Nullable String evidence) {

    Split split() {
      if (shares == null || shares.isEmpty()) {
        throw new RouterException.Invalid(
            "shares: none (expected: basis points by version, 10000 in all)");
      }
      var numbers = new LinkedHashMap<Integer, Integer>();
      shares.forEach(
          (version, share) -> numbers.put(number(version, "shares"), share(version, share)));
      List<Integer> scoring = shadows == null
          ? List.of()
          : shadows.stream()
              .map(shadow -> number(String.valueOf(shadow), "shadows"))
              .toList();
      return new Split(numbers, scoring);
    }

    private static int share(String version, @Nullable BigDecimal share) {
      if (share == null) {
        throw new RouterException.Invalid("shares." + version + ": null (expected: basis points)");
      }
      try {
        return share.intValueExact();
      } catch (ArithmeticException notWhole) {
        throw new RouterException.Invalid(
            "shares." + version + ": " + share + " (expected: whole basis points)");
      }
    }

    private static int number(String version, String field) {
      Integer number = Ints.tryParse(version);
      if (number == null || number < 1 || !number.toString().equals(version)) {
        throw new RouterException.Invalid(
            field + ": " + version + " (expected: the number of a version)");
      }
      return number;
    }
  }

  /** 404 if the evidence is unknown, 409 if there is no table before the present one. */
  @PostMapping("/{name}/rollback")
  RoutingTable rollback(
      @PathVariable String name, @RequestBody RollbackJson body, HttpServletRequest request) {
    return router.rollback(
        EndpointNames.of(name), Optional.ofNullable(body.evidence()), why(body.reason(), request));
  }

  record RollbackJson(@Nullable String reason, @Nullable String evidence) {}

  /** The newest first. */
  @GetMapping("/{name}/tables")
  TablesJson tables(@PathVariable String name) {
    return new TablesJson(router.history(EndpointNames.of(name)));
  }

  record TablesJson(List<RoutingTable> tables) {}

  /** Which version answers a unit now. 409 if the endpoint serves nothing yet. */
  @GetMapping("/{name}/assignments/{unit}")
  AssignmentJson assignment(@PathVariable String name, @PathVariable String unit) {
    int version = router.assign(EndpointNames.of(name), unit);
    return new AssignmentJson(name, unit, Slots.of(name, unit), version);
  }

  record AssignmentJson(String endpoint, String unit, int slot, int modelVersion) {}

  private static Attribution why(@Nullable String reason, HttpServletRequest request) {
    String user = request.getRemoteUser();
    return new Attribution(user == null ? "local" : user, Strings.nullToEmpty(reason));
  }
}
