package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What features describe, and the typed columns that tell one from another.
 *
 * <pre>{@code
 * kind: Entity
 * name: airport
 * join_keys:
 *   - {name: origin, type: string}
 * }</pre>
 *
 * @param joinKeys one or more; string or int64, never missing
 */
public record EntityDefinition(
    String name,
    Optional<String> description,
    List<JoinKey> joinKeys,
    Optional<String> owner,
    Map<String, String> tags)
    implements Definition {

  public EntityDefinition {
    joinKeys = joinKeys == null ? ImmutableList.of() : ImmutableList.copyOf(joinKeys);
    tags = tags == null ? ImmutableMap.of() : ImmutableMap.copyOf(tags);
  }

  /** Without owner and tags. */
  public EntityDefinition(String name, Optional<String> description, List<JoinKey> joinKeys) {
    this(name, description, joinKeys, Optional.empty(), ImmutableMap.of());
  }

  /** A column of the key. Keys are typed tuples, never joined text. */
  public record JoinKey(String name, ValueType type) {}
}
