"""Models of other kinds than scikit-learn's, prompts, and logged models by where they were measured."""

import mlflow
import numpy as np
import pandas as pd
import pytest

IS_3 = int(mlflow.__version__.split(".")[0]) >= 3
WHERE = {"name": "model"} if IS_3 else {"artifact_path": "model"}
FRAME = pd.DataFrame({"delay": np.linspace(-5, 5, 40), "wind": np.tile([1.0, 2.0], 20)})


class Later(mlflow.pyfunc.PythonModel):
    """A model of nobody's library."""

    def __init__(self, by):
        self.by = by

    def predict(self, context, model_input, params=None):
        return model_input["delay"] + self.by


def test_a_pyfunc_model_is_staged_aliased_loaded_and_used(client, name):
    mlflow.set_experiment(name)
    for by in (1.0, 2.0):
        with mlflow.start_run():
            mlflow.pyfunc.log_model(
                python_model=Later(by), **WHERE, registered_model_name=name, pip_requirements=["pandas"]
            )

    client.transition_model_version_stage(name, "2", "Staging")
    client.set_registered_model_alias(name, "first", "1")

    staged = mlflow.pyfunc.load_model(f"models:/{name}/Staging")
    np.testing.assert_array_equal(staged.predict(FRAME), FRAME["delay"] + 2.0)
    aliased = mlflow.pyfunc.load_model(f"models:/{name}@first")
    np.testing.assert_array_equal(aliased.predict(FRAME), FRAME["delay"] + 1.0)


def test_an_xgboost_model_is_registered_loaded_and_used(client, name):
    import xgboost

    late = (FRAME["delay"] > 0).astype(int)
    model = xgboost.XGBClassifier(n_estimators=5, max_depth=2).fit(FRAME, late)
    mlflow.set_experiment(name)
    with mlflow.start_run():
        mlflow.xgboost.log_model(model, **WHERE, registered_model_name=name, pip_requirements=["xgboost"])
    client.transition_model_version_stage(name, "1", "Production")

    loaded = mlflow.pyfunc.load_model(f"models:/{name}/Production")

    np.testing.assert_array_equal(loaded.predict(FRAME), model.predict(FRAME))
    native = mlflow.xgboost.load_model(f"models:/{name}/1")
    np.testing.assert_allclose(native.predict_proba(FRAME), model.predict_proba(FRAME))


def test_artifacts_are_deleted_through_the_proxy(client, name):
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    run = client.create_run(client.create_experiment(name))
    client.log_text(run.info.run_id, "a", "keep/a.txt")
    client.log_text(run.info.run_id, "b", "drop/b.txt")

    get_artifact_repository(run.info.artifact_uri).delete_artifacts("drop")

    assert [f.path for f in client.list_artifacts(run.info.run_id)] == ["keep"]
    assert list(client.list_artifacts(run.info.run_id, "drop")) == []


@pytest.mark.skipif(not IS_3, reason="MLflow 3 only")
def test_prompts_are_kept_apart_from_models(client, name):
    mlflow.genai.register_prompt(name, "Is flight {{flight}} late?", commit_message="first", tags={"team": "flights"})
    mlflow.genai.register_prompt(name, "Will flight {{flight}} be late?")
    mlflow.genai.set_prompt_alias(name, alias="live", version=2)
    client.create_registered_model(name + "-model")

    assert mlflow.genai.load_prompt(f"prompts:/{name}/1").template == "Is flight {{flight}} late?"
    live = mlflow.genai.load_prompt(f"prompts:/{name}@live")
    assert live.format(flight="UA 1545") == "Will flight UA 1545 be late?"
    assert [p.name for p in mlflow.genai.search_prompts(f"name LIKE '{name}%'")] == [name]
    assert [m.name for m in client.search_registered_models(f"name LIKE '{name}%'")] == [name + "-model"]


@pytest.mark.skipif(not IS_3, reason="MLflow 3 only")
def test_logged_models_are_found_by_the_dataset_they_were_measured_on(client, name):
    experiment = mlflow.set_experiment(name).experiment_id
    data = {d: mlflow.data.from_pandas(FRAME.head(n), name=d) for d, n in (("flights", 10), ("weather", 20))}
    models = []
    with mlflow.start_run():
        for i in range(2):
            model = mlflow.initialize_logged_model(name=f"m{i}", params={"i": str(i)})
            mlflow.log_metric("score", i, model_id=model.model_id, dataset=data["flights"], step=1)
            mlflow.log_metric("score", 10 - i, model_id=model.model_id, dataset=data["weather"], step=1)
            mlflow.finalize_logged_model(model.model_id, "READY")
            models.append(model.model_id)

    def found(**asked):
        return [m.model_id for m in mlflow.search_logged_models([experiment], output_format="list", **asked)]

    flights = [{"dataset_name": "flights", "dataset_digest": data["flights"].digest}]
    assert found(filter_string="metrics.score < 1", datasets=flights) == [models[0]]
    assert found(filter_string="metrics.score > 5", datasets=flights) == []
    assert found(filter_string="params.i = '1'", datasets=flights) == [models[1]]
    best_on_flights = [{"field_name": "metrics.score", "ascending": False, **flights[0]}]
    assert found(order_by=best_on_flights) == models[::-1]
    assert len(mlflow.get_logged_model(models[0]).metrics) == 2
