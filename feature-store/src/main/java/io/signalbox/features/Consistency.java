package io.signalbox.features;

/** Whether what was answered is what a training set would say of the same moments. */
public interface Consistency {

  /**
   * Compares features that were logged when they were answered with the as-of join of the same keys and moments over what is stored by now.
   *
   * @param service {@code name@version}
   * @param logged columns for the service's keys, its request inputs, its features, and the moment of asking
   * @param moment the name of the column that says when was asked
   * @throws FeaturesException if the service is unknown, a column is missing or has another type, or a row has no moment
   */
  ConsistencyAudit audit(String service, Table logged, String moment);
}
