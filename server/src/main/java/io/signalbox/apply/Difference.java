package io.signalbox.apply;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What an apply would do to one definition.
 *
 * @param version that it would make; absent where a kind has none
 * @param fields in which it would differ from what is in force; empty for one that is new
 * @param notes what beside its fields would change
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record Difference(
    String kind,
    String name,
    Change change,
    Optional<Integer> version,
    List<Field> fields,
    List<String> notes) {

  Difference {
    fields = ImmutableList.copyOf(fields);
    notes = ImmutableList.copyOf(notes);
  }

  /** Whether it would be there for the first time, or say something else than now. */
  enum Change {
    @JsonProperty("new")
    NEW,
    @JsonProperty("changed")
    CHANGED,
    @JsonProperty("unchanged")
    UNCHANGED
  }

  /**
   * A field that would change.
   *
   * @param path such as {@code ttl} or {@code columns[wind].type}
   * @param before absent where there was nothing
   * @param after absent where there would be nothing
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Field(String path, Optional<JsonNode> before, Optional<JsonNode> after) {}
}
