package io.signalbox.registry.tracking;

import io.signalbox.registry.search.Page;
import java.util.Map;

/** Logged models. Every method throws {@code RegistryException} for what it does not know or allow. */
public interface LoggedModels {

  /** Creates one that is PENDING. */
  LoggedModel create(NewLoggedModel model);

  LoggedModel get(String id);

  LoggedModel alsoDeleted(String id);

  LoggedModel finish(String id, LoggedModel.Status status);

  /** A param is written once: the same value again is nothing, another value is refused. */
  void logParams(String id, Map<String, String> params);

  void setTags(String id, Map<String, String> tags);

  void deleteTag(String id, String key);

  /** Once more is nothing. */
  void delete(String id);

  Page<LoggedModel> search(LoggedModelQuery query);
}
