package io.signalbox.monitor;

import io.signalbox.registry.Attribution;

/** Compares arms, finds drift, scores performance, alerts. */
public interface Monitor {

  /** Creates or changes a check; returns whether anything changed. */
  boolean apply(CheckDefinition definition, Attribution why);
}
