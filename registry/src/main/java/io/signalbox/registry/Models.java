package io.signalbox.registry;

import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.SearchRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Registered models by name: descriptions, tags, aliases, and looking for them and their versions. */
public interface Models {

  RegisteredModel create(
      ModelName name, String description, Map<String, String> tags, Attribution why);

  RegisteredModel get(ModelName name);

  /** By name, unless an order is given; prompts only where the filter asks for them. */
  Page<RegisteredModel> search(SearchRequest request);

  RegisteredModel describe(ModelName name, String description, Attribution why);

  /** Renames the model; its versions, gates and history go with it. */
  RegisteredModel rename(ModelName name, ModelName newName, Attribution why);

  /** Deletes the model with its versions; its history stays. */
  void delete(ModelName name, Attribution why);

  void setTag(ModelName name, String key, String value, Attribution why);

  void deleteTag(ModelName name, String key, Attribution why);

  void setAlias(ModelVersion version, String alias, Attribution why);

  void deleteAlias(ModelName name, String alias, Attribution why);

  VersionDetails version(ModelVersion id);

  /** The version an alias points to; {@code latest} is the highest one. */
  VersionDetails aliased(ModelName name, String alias);

  /** The highest version in each of these stages, without those that have none. */
  List<VersionDetails> latest(ModelName name, Set<Stage> stages);

  /** The highest version in each stage, of any number of models. */
  Map<ModelName, List<VersionDetails>> latest(List<ModelName> names);

  /** The last changed first, unless an order is given. */
  Page<VersionDetails> searchVersions(SearchRequest request);
}
