"""Models from training to serving through the unmodified client."""

import warnings

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")

IS_3 = int(mlflow.__version__.split(".")[0]) >= 3
FRAME = pd.DataFrame({"delay": np.linspace(-5, 5, 40), "wind": np.tile([1.0, 2.0], 20)})
LATE = (FRAME["delay"] + FRAME["wind"] > 1.5).astype(int)


def fitted(strength=1.0):
    return LogisticRegression(C=strength).fit(FRAME, LATE)


def logged(model, name):
    """Logs in the present run, and registers under that name."""
    where = {"name": "model"} if IS_3 else {"artifact_path": "model"}
    return mlflow.sklearn.log_model(
        model,
        **where,
        signature=infer_signature(FRAME, model.predict(FRAME)),
        registered_model_name=name,
        pip_requirements=["scikit-learn"],
    )


def trained(name, strength=1.0):
    mlflow.set_experiment(name)
    with mlflow.start_run() as run:
        mlflow.log_metric("loss", 0.5)
        model = fitted(strength)
        logged(model, name)
    return run, model


def test_log_register_stage_alias_load_and_predict(client, name):
    run, first = trained(name)
    _, second = trained(name, strength=0.001)

    client.transition_model_version_stage(name, "1", "Production")
    client.set_registered_model_alias(name, "champion", "1")
    client.set_registered_model_alias(name, "challenger", "2")

    loaded = mlflow.pyfunc.load_model(f"models:/{name}/Production")
    np.testing.assert_array_equal(loaded.predict(FRAME), first.predict(FRAME))
    by_alias = mlflow.sklearn.load_model(f"models:/{name}@challenger")
    np.testing.assert_allclose(by_alias.predict_proba(FRAME), second.predict_proba(FRAME))
    by_number = mlflow.sklearn.load_model(f"models:/{name}/1")
    np.testing.assert_allclose(by_number.coef_, first.coef_)
    latest = mlflow.sklearn.load_model(f"models:/{name}/latest")
    np.testing.assert_allclose(latest.coef_, second.coef_)
    from_run = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
    np.testing.assert_allclose(from_run.coef_, first.coef_)

    version = client.get_model_version(name, "1")
    assert version.run_id == run.info.run_id
    assert version.aliases == ["champion"]
    assert version.current_stage == "Production"
    assert version.status == "READY"
    assert client.get_model_version_by_alias(name, "challenger").version in ("2", 2)
    assert mlflow.models.get_model_info(f"models:/{name}/1").signature.inputs.input_names() == ["delay", "wind"]


def test_entering_production_archives_who_was_there_without_being_asked(client, name):
    trained(name)
    trained(name)

    client.transition_model_version_stage(name, "1", "production")
    client.transition_model_version_stage(name, "2", "Production", archive_existing_versions=False)

    stages = {int(v.version): v.current_stage for v in client.search_model_versions(f"name = '{name}'")}
    assert stages == {1: "Archived", 2: "Production"}
    (production,) = client.get_latest_versions(name, ["Production"])
    assert int(production.version) == 2


def test_register_a_model_of_a_run_afterwards(client, name):
    mlflow.set_experiment(name)
    with mlflow.start_run() as run:
        logged(fitted(), None)

    version = mlflow.register_model(f"runs:/{run.info.run_id}/model", name, tags={"from": "run"})

    assert int(version.version) == 1
    assert client.get_model_version(name, "1").tags == {"from": "run"}
    assert len(mlflow.sklearn.load_model(f"models:/{name}/1").coef_) == 1


def test_tags_descriptions_search_rename_and_delete(client, name):
    trained(name)
    trained(name)
    client.update_registered_model(name, "flights that are late")
    client.set_registered_model_tag(name, "team", "flights")
    client.update_model_version(name, "1", "the first")
    client.set_model_version_tag(name, "1", "reviewed", "yes")
    client.set_registered_model_alias(name, "champion", "1")

    (found,) = client.search_registered_models(f"name = '{name}' AND tags.team = 'flights'")
    assert found.description == "flights that are late"
    assert found.aliases == {"champion": "1"} or found.aliases == {"champion": 1}
    assert any(m.name == name for m in client.search_registered_models())
    (reviewed,) = client.search_model_versions(f"name = '{name}' AND tags.reviewed = 'yes'")
    assert reviewed.description == "the first"
    ordered = client.search_model_versions(f"name = '{name}'", order_by=["version_number DESC"])
    assert [int(v.version) for v in ordered] == [2, 1]

    client.rename_registered_model(name, name + "-new")
    client.delete_model_version_tag(name + "-new", "1", "reviewed")
    client.delete_registered_model_tag(name + "-new", "team")
    client.delete_registered_model_alias(name + "-new", "champion")
    assert client.get_model_version(name + "-new", "1").tags == {}
    client.delete_model_version(name + "-new", "2")
    with pytest.raises(MlflowException, match="not found"):
        client.get_model_version(name + "-new", "2")
    client.delete_registered_model(name + "-new")
    with pytest.raises(MlflowException, match="not found"):
        client.get_registered_model(name + "-new")


def test_a_number_is_not_used_again(client, name):
    trained(name)
    trained(name)

    client.delete_model_version(name, "2")
    trained(name)

    assert [int(v.version) for v in client.search_model_versions(f"name = '{name}'", order_by=["version_number ASC"])] == [1, 3]


def test_an_onnx_model_is_served_from_production(client, name):
    import onnx
    from onnx import TensorProto, helper

    graph = helper.make_graph(
        [helper.make_node("Add", ["delay", "wind"], ["sum"]), helper.make_node("Sigmoid", ["sum"], ["probability"])],
        "one_input_a_column",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, [None]) for n in ("delay", "wind")],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, [None])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    mlflow.set_experiment(name)
    with mlflow.start_run():
        where = {"name": "model"} if IS_3 else {"artifact_path": "model"}
        mlflow.onnx.log_model(model, **where, registered_model_name=name, pip_requirements=["onnxruntime"])
    client.transition_model_version_stage(name, "1", "Production")

    loaded = mlflow.pyfunc.load_model(f"models:/{name}/Production")

    x = FRAME.astype(np.float32)
    np.testing.assert_allclose(loaded.predict(x)["probability"], 1 / (1 + np.exp(-x["delay"] - x["wind"])), atol=1e-6)


@pytest.mark.skipif(not IS_3, reason="MLflow 3 only")
def test_logged_models_of_mlflow_3(client, name):
    mlflow.set_experiment(name)
    with mlflow.start_run() as run:
        info = logged(fitted(), None)
        mlflow.log_metric("score", 0.75, model_id=info.model_id)

    model = mlflow.get_logged_model(info.model_id)
    assert model.status == "READY"
    assert model.source_run_id == run.info.run_id
    assert [(m.key, m.value) for m in model.metrics] == [("score", 0.75)]
    found = mlflow.search_logged_models([run.info.experiment_id], "metrics.score > 0.5", output_format="list")
    assert [m.model_id for m in found] == [info.model_id]
    assert mlflow.search_logged_models([run.info.experiment_id], "metrics.score > 0.8", output_format="list") == []
    client.set_logged_model_tags(info.model_id, {"kind": "trial"})
    assert mlflow.get_logged_model(info.model_id).tags["kind"] == "trial"
    assert len(mlflow.sklearn.load_model(f"models:/{info.model_id}").coef_) == 1
    assert [o.model_id for o in client.get_run(run.info.run_id).outputs.model_outputs] == [info.model_id]


def test_a_source_outside_the_run_it_names_is_refused(client, name):
    experiment = client.create_experiment(name)
    mine = client.create_run(experiment)
    other = client.create_run(experiment)
    client.create_registered_model(name)

    for source in (
        f"{other.info.artifact_uri}/model",
        f"{mine.info.artifact_uri}/../../secret",
        f"{mine.info.artifact_uri}/%2e%2e/secret",
        "/etc/passwd",
        "file:///etc/passwd",
    ):
        with pytest.raises(MlflowException) as refused:
            client.create_model_version(name, source, mine.info.run_id, await_creation_for=0)
        assert refused.value.error_code == "INVALID_PARAMETER_VALUE", source
    assert list(client.search_model_versions(f"name = '{name}'")) == []
