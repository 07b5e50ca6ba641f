package io.signalbox.registry.tracking;

import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import java.util.List;
import java.util.Map;

/** Logged models. Every method throws {@code RegistryException} for what it does not know or allow. */
public interface LoggedModels {

  /** Creates one that is PENDING. */
  LoggedModel create(NewLoggedModel model);

  LoggedModel get(String id);

  LoggedModel finish(String id, LoggedModel.Status status);

  void logParams(String id, Map<String, String> params);

  void setTags(String id, Map<String, String> tags);

  void deleteTag(String id, String key);

  void delete(String id);

  /** Newest first, unless an order is given. */
  Page<LoggedModel> search(List<String> experimentIds, SearchRequest request);
}
