package io.signalbox.trainer.algorithm;

/** The data cannot be fitted as they are; trying again would end the same. */
public final class UnfitData extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnfitData(String message) {
    super(message);
  }
}
