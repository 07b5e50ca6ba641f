package io.signalbox.registry;

/** The interface through which a change came. */
public enum Via {
  /** Signalbox's own: its REST interface, its command line, its definitions, or itself. */
  SIGNALBOX,
  /** MLflow's REST interface. */
  MLFLOW
}
