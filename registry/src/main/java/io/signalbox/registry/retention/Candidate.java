package io.signalbox.registry.retention;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What is kept no longer.
 *
 * @param id a version's number or a run's id
 * @param loggedModel the logged model that goes with a version; empty where there is none, or others are it too
 * @param folders in the store, which go with it
 */
record Candidate(String id, String loggedModel, List<String> folders) {
  Candidate {
    folders = ImmutableList.copyOf(folders);
  }
}
