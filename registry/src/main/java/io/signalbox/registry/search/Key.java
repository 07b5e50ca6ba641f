package io.signalbox.registry.search;

/** What a comparison looks at: an attribute, or a metric, param, tag or dataset by name. */
public record Key(Kind kind, String name) {
  /** The kinds of things that can be asked for, each with the word that messages use. */
  public enum Kind {
    ATTRIBUTE("attribute"),
    METRIC("metric"),
    PARAM("parameter"),
    TAG("tag"),
    DATASET("dataset");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }
}
