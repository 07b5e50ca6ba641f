package io.signalbox.features;

/** Hears how far a training set is, and may stop it. */
public interface Progress {

  /** Before a step, from 1. @throws Stopped if nobody wants the rest */
  void at(String phase, int step, int steps);

  /** Within a step, often. @throws Stopped if nobody wants the rest */
  void check();

  /** How a step that runs is broken off, by another thread; it then fails in any way. */
  void stoppable(Runnable stop);

  /** Nobody looks, and nobody stops it. */
  Progress NONE = new Progress() {
    @Override
    public void at(String phase, int step, int steps) {}

    @Override
    public void check() {}

    @Override
    public void stoppable(Runnable stop) {}
  };

  /** The work was stopped. */
  final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
