package io.signalbox.features;

import java.util.List;

/** Those outside the feature store who refer to its views and services; asked within the transaction that retires one. */
public interface References {

  /**
   * Who refers to this version, in words such as {@code endpoint flight_delay}.
   *
   * @param inForce whether a name without a version means this one
   */
  List<String> to(AppliedVersions.Version version, boolean inForce);
}
