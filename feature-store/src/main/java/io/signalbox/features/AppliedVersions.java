package io.signalbox.features;

import java.util.List;

/** The versions of views, services and sources: which there are, and the end of one. */
public interface AppliedVersions {

  /** What has versions that can be retired. */
  enum Kind {
    VIEW("view", "view"),
    SERVICE("service", "feature service"),
    SOURCE("source", "source");

    private final String word;
    private final String name;

    Kind(String word, String name) {
      this.word = word;
      this.name = name;
    }

    /** What a refusal calls one that is not there. */
    String inWords() {
      return name;
    }
  }

  /**
   * One of them.
   *
   * @param number from 1
   */
  record Version(Kind kind, String name, int number) {
    @Override
    public String toString() {
      return "%s %s@%d".formatted(kind.word, name, number);
    }
  }

  /** Those that were not retired, the first one first. @throws FeaturesException if there is none of this name */
  List<DefinitionVersion> of(Kind kind, String name);

  /**
   * Retires a version: nothing can read it any more, and what is served of it goes. The version in force goes last, and its name with
   * it. Files of rows and manifests stay.
   *
   * @throws FeaturesException if it is unknown, something refers to it, or the reason is none
   */
  void retire(Version version, String author, String reason);
}
