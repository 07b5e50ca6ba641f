package io.signalbox.router.routing;

import io.signalbox.router.LoadedModel;
import io.signalbox.router.ModelLoader;
import io.signalbox.router.ModelLoaderContract;

class FakeModelsTest extends ModelLoaderContract {
  private final FakeModels models = new FakeModels();

  @Override
  protected ModelLoader loader() {
    models.breaks(BROKEN.number(), "not a model");
    return models;
  }

  @Override
  protected void score(LoadedModel model) {
    ((FakeModels.FakeModel) model).score();
  }
}
