package io.signalbox.registry;

import java.util.Map;
import org.springframework.stereotype.Component;

/** What retention does, in the table of all changes; and the locks that it takes. */
@Component
public class RetentionChanges {
  private final ModelRows models;
  private final Changes changes;

  RetentionChanges(ModelRows models, Changes changes) {
    this.models = models;
    this.changes = changes;
  }

  /** The id of a model, whose versions nobody else moves until the transaction ends. @throws RegistryException if it is unknown */
  public long lock(ModelName model) {
    return models.lock(model).id();
  }

  public void ofModel(ModelName model, String action, Map<String, ?> detail, Attribution why) {
    changes.ofModel(models.require(model), action, detail, why);
  }

  public void ofExperiment(String id, String action, Map<String, ?> detail, Attribution why) {
    changes.ofExperiment(id, action, detail, why);
  }
}
