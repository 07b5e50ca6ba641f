package io.signalbox.registry.lineage;

import io.signalbox.registry.Access;
import io.signalbox.registry.Deployment;
import io.signalbox.registry.Deployments;
import io.signalbox.registry.FirstPredictions;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Role;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class StoredDeployments implements Deployments {
  private final DeploymentRows rows;
  private final Models models;
  private final ObjectProvider<FirstPredictions> firsts;

  StoredDeployments(DeploymentRows rows, Models models, ObjectProvider<FirstPredictions> firsts) {
    this.rows = rows;
    this.models = models;
    this.firsts = firsts;
  }

  @Override
  public void tell(Serving serving) {
    rows.lock(serving.endpoint());
    if (serving.outside()) {
      checkOutside(serving);
    }
    // A router serves on what it has loaded, also where its model was deleted: nothing is known of
    // that here
    rows.model(serving.model().value()).ifPresent(model -> rows.replace(model, serving));
  }

  private void checkOutside(Serving serving) {
    Access.require(Role.BUILDER, serving.model());
    if (rows.isOurs(serving.endpoint())) {
      throw new RegistryException.WrongState("endpoint: " + serving.endpoint()
          + " is this server's own (expected: one that another program serves)");
    }
    rows.unknown(model(serving.model()), serving.arms()).ifPresent(number -> {
      throw new RegistryException.NotFound(
          "version: " + serving.model() + "/" + number + " (expected: one that is registered)");
    });
  }

  @Override
  @Transactional(readOnly = true)
  public List<Deployment> of(ModelVersion version) {
    models.version(version); // refuses what is not there
    Map<String, Instant> first = first(version);
    return rows.of(model(version.model()), Optional.of(version.number())).stream()
        .map(deployment -> with(deployment, first))
        .toList();
  }

  @Override
  @Transactional(readOnly = true)
  public List<Deployment> inForce(ModelName model) {
    Map<Integer, Map<String, Instant>> first = new HashMap<>();
    return rows.of(model(model), Optional.empty()).stream()
        .map(deployment -> with(
            deployment,
            first.computeIfAbsent(
                deployment.version(), number -> first(new ModelVersion(model, number)))))
        .sorted(Comparator.comparing(Deployment::endpoint).thenComparingInt(Deployment::version))
        .toList();
  }

  private long model(ModelName name) {
    return rows.model(name.value())
        .orElseThrow(() ->
            new RegistryException.NotFound("Registered Model with name=" + name + " not found"));
  }

  private Map<String, Instant> first(ModelVersion version) {
    FirstPredictions known = firsts.getIfAvailable();
    return known == null ? Map.of() : known.of(version);
  }

  private static Deployment with(Deployment stored, Map<String, Instant> first) {
    return new Deployment(
        stored.endpoint(),
        stored.version(),
        stored.shadow(),
        stored.share(),
        stored.by(),
        stored.since(),
        stored.until(),
        Optional.ofNullable(first.get(stored.endpoint())));
  }
}
