package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/**
 * What a training set is asked for with.
 *
 * @param service its name, for the version in force, or {@code name@version}
 * @param knownAtCut whether only what was known at a row's moment counts; if not, what became known later of an event before it counts
 *     too, which leaks
 * @param leastTier absent: rows are not scored; else they are, and those below are left out
 */
public record TrainingSetRequest(
    String service, Rows spine, boolean knownAtCut, Optional<Tier> leastTier) {

  /** Whose rows are not scored. */
  public TrainingSetRequest(String service, Rows spine, boolean knownAtCut) {
    this(service, spine, knownAtCut, Optional.empty());
  }

  /** Where the spine's rows are. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = OfView.class, name = "view"),
    @JsonSubTypes.Type(value = OfFile.class, name = "file")
  })
  public sealed interface Rows {}

  /** Rows of a view. */
  public record OfView(Spine spine) implements Rows {}

  /**
   * Rows of a file that was handed in.
   *
   * @param hash SHA-256 of its bytes, under which it was kept
   */
  public record OfFile(String hash, FileBatch.Format format, GivenColumns columns)
      implements Rows {}
}
