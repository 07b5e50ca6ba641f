package io.signalbox.features;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Ends versions that nobody refers to. */
@Service
class RetiringService implements AppliedVersions {
  private static final int MOST_NAMED = 20;

  private final Definitions definitions;
  private final List<References> others;
  private final OnlineStore online;
  private final Serving serving;

  RetiringService(
      Definitions definitions, List<References> others, OnlineStore online, Serving serving) {
    this.definitions = definitions;
    this.others = others;
    this.online = online;
    this.serving = serving;
  }

  @Override
  public List<DefinitionVersion> of(Kind kind, String name) {
    List<DefinitionVersion> versions = entries(definitions.catalog(), kind, name).stream()
        .map(Catalog.Entry::applied)
        .toList();
    if (versions.isEmpty()) {
      throw new FeaturesException.NotFound(kind.inWords(), name);
    }
    return versions;
  }

  private static List<Catalog.Entry> entries(Catalog catalog, Kind kind, String name) {
    return catalog.entries().stream()
        .filter(it -> it.name().equals(name) && isOf(kind, it.applied().definition()))
        .toList();
  }

  private static boolean isOf(Kind kind, Definition definition) {
    return switch (definition) {
      case EntityDefinition entity -> false;
      case FeatureServiceDefinition service -> kind == Kind.SERVICE;
      case FeatureViewDefinition view -> kind == Kind.VIEW;
      case AggregateViewDefinition view -> kind == Kind.VIEW;
      case RequestViewDefinition view -> kind == Kind.VIEW;
      case SqlSourceDefinition source -> kind == Kind.SOURCE;
    };
  }

  @Override
  @Transactional
  public void retire(Version version, String author, String reason) {
    Reasons.check(reason);
    Catalog.Entry retired =
        definitions.retire(catalog -> unused(catalog, version), author, reason, serving::keepAll);
    if (retired.applied().definition() instanceof FeatureViewDefinition) {
      int history = retired.resolution().history().orElseThrow();
      boolean shared = definitions.catalog().views().stream()
          .map(View::rows)
          .anyMatch(it -> it.view().equals(version.name()) && it.history() == history);
      if (!shared) {
        online.discard(version.name(), history);
      }
    }
  }

  private Catalog.Entry unused(Catalog catalog, Version version) {
    List<Catalog.Entry> versions = entries(catalog, version.kind(), version.name());
    Catalog.Entry found = versions.stream()
        .filter(it -> it.version() == version.number())
        .findFirst()
        .orElseThrow(() -> new FeaturesException.NotFound(
            version.kind().inWords(), version.name() + "@" + version.number()));
    boolean inForce = versions.getLast().equals(found);
    if (inForce && versions.size() > 1) {
      throw new FeaturesException.InUse(
          "%s: in force (expected: versions before it are retired first)".formatted(version));
    }
    List<String> referring = new ArrayList<>(OwnReferences.to(catalog, version));
    others.forEach(other -> referring.addAll(other.to(version, inForce)));
    if (!referring.isEmpty()) {
      throw new FeaturesException.InUse("%s: referred to by %s%s (expected: by nobody)"
          .formatted(
              version,
              String.join(", ", referring.subList(0, Math.min(MOST_NAMED, referring.size()))),
              referring.size() > MOST_NAMED
                  ? " and %d more".formatted(referring.size() - MOST_NAMED)
                  : ""));
    }
    return found;
  }
}
