package io.signalbox.features;

import java.util.List;
import java.util.stream.Stream;

/** The definitions that refer to a version of a view. Nothing here refers to a service or a source. */
final class OwnReferences {

  private final Catalog catalog;
  private final AppliedVersions.Version retired;

  private OwnReferences(Catalog catalog, AppliedVersions.Version retired) {
    this.catalog = catalog;
    this.retired = retired;
  }

  /** In words, such as {@code FeatureService flight_live@1}. */
  static List<String> to(Catalog catalog, AppliedVersions.Version version) {
    if (version.kind() != AppliedVersions.Kind.VIEW) {
      return List.of();
    }
    var references = new OwnReferences(catalog, version);
    return catalog.entries().stream()
        .filter(references::isOne)
        .map(entry -> "%s %s@%d".formatted(entry.applied().kind(), entry.name(), entry.version()))
        .toList();
  }

  private boolean isOne(Catalog.Entry entry) {
    return switch (entry.applied().definition()) {
      case EntityDefinition entity -> false;
      case FeatureServiceDefinition service -> reads(entry);
      case SqlSourceDefinition source -> isLast() && source.view().equals(retired.name());
      case RequestViewDefinition view -> reads(entry);
      case AggregateViewDefinition view ->
        view.over().equals(retired.name())
            && isLastOf(entry.resolution().history().orElseThrow());
      case FeatureViewDefinition view ->
        isLast()
            && !view.name().equals(retired.name())
            && view.contract().stream()
                .anyMatch(rule -> rule.knownIn().filter(retired.name()::equals).isPresent());
    };
  }

  private boolean reads(Catalog.Entry entry) {
    return Integer.valueOf(retired.number()).equals(entry.resolution().views().get(retired.name()));
  }

  /** Whether no other version has the rows of a history, and the retired one has. */
  private boolean isLastOf(int history) {
    List<Integer> numbers = versions()
        .filter(it -> it.resolution().history().filter(own -> own == history).isPresent())
        .map(Catalog.Entry::version)
        .toList();
    return numbers.equals(List.of(retired.number()));
  }

  private boolean isLast() {
    return versions().count() == 1;
  }

  private Stream<Catalog.Entry> versions() {
    return catalog.entries().stream()
        .filter(it -> it.name().equals(retired.name())
            && it.applied().definition() instanceof FeatureViewDefinition);
  }
}
