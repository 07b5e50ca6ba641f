package io.signalbox.registry.tracking;

import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Experiments. Every method throws {@code RegistryException} for what it does not know or allow. */
public interface Experiments {

  /** Creates an experiment and returns its id; its artifacts go to this server unless a location says otherwise. */
  long create(String name, Optional<String> artifactLocation, Map<String, String> tags);

  /** The id of the experiment of this name, created if it is new, whoever else does so at once. */
  long ensure(String name);

  /** The experiment of this id, also a deleted one. */
  Experiment get(String id);

  Optional<Experiment> named(String name);

  Page<Experiment> search(View view, SearchRequest request);

  void rename(String id, String name);

  /** Deletes the experiment and its runs; both can be restored. */
  void delete(String id);

  void restore(String id);

  void setTag(String id, String key, String value);

  void deleteTag(String id, String key);

  /** The datasets that runs of these experiments read, at most 1,000. */
  List<DatasetSummary> datasets(List<String> ids);
}
