package io.signalbox.registry.search;

/** A filter, an order or a page token that is not understood, in the words that MLflow's clients know. */
public final class SearchRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SearchRefused(String message) {
    super(message);
  }
}
