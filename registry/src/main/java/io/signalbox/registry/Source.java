package io.signalbox.registry;

/**
 * Where a version's files are, after its source was checked and resolved.
 *
 * @param given the source that is shown
 * @param storageUri without {@code runs:/} and {@code models:/}
 * @param runId empty where it has none
 * @param loggedModelId empty where it has none
 * @param held whether the run cannot go before the transaction ends
 */
record Source(String given, String storageUri, String runId, String loggedModelId, boolean held) {}
