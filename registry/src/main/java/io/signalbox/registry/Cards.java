package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** What is on record of versions, to decide by; and what was decided. */
public interface Cards {
  /** More columns than anybody reads. */
  int MOST_VERSIONS = 20;

  /** All that is on record of a version that wants to enter the stage. @throws RegistryException if it is unknown */
  ModelCard card(ModelVersion version, Stage stage);

  /** Versions side by side. @throws RegistryException if one is unknown, or they are too few, too many or named twice */
  VersionComparison compare(Sides sides);

  /**
   * Records a decision with what it rests on now; moves nothing.
   *
   * @throws RegistryException as above, or if the evidence is unknown
   */
  Decision.Recorded decide(
      Sides sides, Decision.Verdict verdict, Optional<String> evidence, Attribution why);

  /** The newest first. @throws RegistryException if the version is unknown */
  List<Decision> decisions(ModelVersion version);

  /** One of them with all that was recorded. @throws RegistryException if the version has none of this id */
  Decision.Recorded decision(ModelVersion version, long id);

  /**
   * What is put side by side.
   *
   * @param versions in the order of their columns, the candidate among them
   * @param stage which the candidate wants to enter
   */
  record Sides(ModelName model, List<Integer> versions, int candidate, Stage stage) {
    /** Refuses fewer than two, more than {@value Cards#MOST_VERSIONS}, and one that is named twice. @throws RegistryException for it */
    public Sides {
      versions = ImmutableList.copyOf(versions);
      long different = versions.stream().distinct().count();
      if (versions.size() < 2 || versions.size() > MOST_VERSIONS || different < versions.size()) {
        throw new RegistryException.Invalid(
            "versions: " + versions + " (expected: 2 to " + MOST_VERSIONS + " different ones)");
      }
      if (!versions.contains(candidate)) {
        throw new RegistryException.Invalid(
            "candidate: " + candidate + " (expected: one of " + versions + ")");
      }
    }
  }
}
