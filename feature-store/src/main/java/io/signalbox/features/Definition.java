package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a file declares to the feature store. Names are lower case: {@code [a-z][a-z0-9_]*}, at most
 * 63 characters. Immutable once applied: a change makes the next version.
 */
public sealed interface Definition
    permits EntityDefinition,
        FeatureViewDefinition,
        SqlSourceDefinition,
        AggregateViewDefinition,
        RequestViewDefinition,
        FeatureServiceDefinition {

  /** The word that a file says after {@code kind:}, and the record that it is read into. */
  Map<String, Class<? extends Definition>> KINDS = ImmutableMap.of(
      "Entity", EntityDefinition.class,
      "FeatureView", FeatureViewDefinition.class,
      "SqlSource", SqlSourceDefinition.class,
      "AggregateView", AggregateViewDefinition.class,
      "RequestView", RequestViewDefinition.class,
      "FeatureService", FeatureServiceDefinition.class);

  String name();

  /** Who answers for it. */
  Optional<String> owner();

  /** What people sort definitions by. */
  Map<String, String> tags();

  /** The key of this definition in {@link #KINDS}. */
  static String kindOf(Definition definition) {
    return switch (definition) {
      case EntityDefinition entity -> "Entity";
      case FeatureViewDefinition view -> "FeatureView";
      case SqlSourceDefinition source -> "SqlSource";
      case AggregateViewDefinition view -> "AggregateView";
      case RequestViewDefinition view -> "RequestView";
      case FeatureServiceDefinition service -> "FeatureService";
    };
  }
}
