"""What is on MLflow's own server is copied by the command line, and an unmodified client finds the same in both places."""

import os
import pathlib
import subprocess
import uuid

import mlflow
import numpy as np
import pytest
from mlflow import MlflowClient
from mlflow.entities import Metric
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).parents[5]
HERE = os.environ["MLFLOW_TRACKING_URI"]
THERE = os.environ["MLFLOW_REFERENCE_URI"]
X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
Y = np.array([0, 1, 1, 0])
POINTS = 1_200


@pytest.fixture(scope="module")
def filled():
    """An experiment, a run with a history, a logged and registered model with two versions in Production, on MLflow's server."""
    name = f"import-{uuid.uuid4().hex[:12]}"
    there = MlflowClient(THERE, THERE)
    mlflow.set_tracking_uri(THERE)
    try:
        mlflow.set_experiment(name)
        with mlflow.start_run(run_name="fit", tags={"team": "ops"}) as run:
            mlflow.log_params({"depth": 3, "kind": "logistic"})
            mlflow.log_input(mlflow.data.from_numpy(X, name="rows"), context="training")
            for begin in range(0, POINTS, 1_000):
                points = [Metric("loss", 1 / (step + 1), 1_700_000_000_000 + step, step) for step in range(POINTS)]
                there.log_batch(run.info.run_id, metrics=points[begin : begin + 1_000])
            mlflow.log_metric("nan", float("nan"))
            mlflow.log_text("what was thought", "notes/why.txt")
            model = LogisticRegression().fit(X, Y)
            for _ in range(2):
                mlflow.sklearn.log_model(
                    model,
                    name="model",
                    registered_model_name=name,
                    signature=infer_signature(X, model.predict(X)),
                    pip_requirements=[],
                )
        gone = there.create_run(run.info.experiment_id)
        there.delete_run(gone.info.run_id)
        for version in ("1", "2"):  # without archive_existing_versions MLflow leaves both there
            there.transition_model_version_stage(name, version, "Production")
        there.set_registered_model_alias(name, "champion", "1")
        there.set_model_version_tag(name, "1", "reviewed", "yes")
    finally:
        mlflow.set_tracking_uri(HERE)
    return name, run.info.run_id, gone.info.run_id


@pytest.fixture(scope="module")
def printed(filled):
    environment = {**os.environ, "SIGNALBOX_URL": HERE}
    done = subprocess.run(
        [ROOT / "signalbox", "import", "mlflow", "--from", THERE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_both_sides_are_counted_and_the_same(printed):
    assert "Everything is here." in printed
    assert "differs" not in printed
    counts = {line[:15].strip(): line[15:].split() for line in printed.splitlines() if line[:15].strip()}
    assert counts["runs"][0] == counts["runs"][1]
    assert int(counts["metric points"][1].replace(",", "")) >= POINTS + 1


def test_the_version_moved_last_stays_in_production_and_the_other_is_listed(filled, printed):
    name, _, _ = filled
    here = MlflowClient(HERE, HERE)

    assert f"archived: {name}/1: " in printed
    assert here.get_model_version(name, "1").current_stage == "Archived"
    assert here.get_model_version(name, "2").current_stage == "Production"


def test_a_run_is_the_same_with_its_history_and_its_files(filled, printed):
    name, run_id, gone = filled
    here, there = MlflowClient(HERE, HERE), MlflowClient(THERE, THERE)
    mine, theirs = here.get_run(run_id), there.get_run(run_id)

    assert mine.data.params == theirs.data.params
    assert mine.data.tags == theirs.data.tags
    assert {k: v for k, v in mine.data.metrics.items() if k != "nan"} == {
        k: v for k, v in theirs.data.metrics.items() if k != "nan"
    }
    assert np.isnan(mine.data.metrics["nan"])
    for field in ("run_name", "status", "start_time", "end_time", "user_id", "lifecycle_stage"):
        assert getattr(mine.info, field) == getattr(theirs.info, field), field
    assert mine.inputs.dataset_inputs[0].dataset.digest == theirs.inputs.dataset_inputs[0].dataset.digest
    assert {o.model_id for o in mine.outputs.model_outputs} == {o.model_id for o in theirs.outputs.model_outputs}
    history = [(m.step, m.timestamp, m.value) for m in here.get_metric_history(run_id, "loss")]
    assert sorted(history) == sorted((m.step, m.timestamp, m.value) for m in there.get_metric_history(run_id, "loss"))
    assert len(history) == POINTS
    assert mlflow.artifacts.load_text(f"{mine.info.artifact_uri}/notes/why.txt") == "what was thought"
    assert here.get_run(gone).info.lifecycle_stage == "deleted"
    assert here.get_experiment_by_name(name).creation_time == there.get_experiment_by_name(name).creation_time


def test_a_model_is_loaded_and_predicts_as_before(filled, printed):
    name, run_id, _ = filled
    here, there = MlflowClient(HERE, HERE), MlflowClient(THERE, THERE)
    mine, theirs = here.get_model_version(name, "1"), there.get_model_version(name, "1")

    assert mine.tags == theirs.tags
    assert mine.creation_timestamp == theirs.creation_timestamp
    assert here.get_model_version_by_alias(name, "champion").version == theirs.version
    logged = here.get_logged_model(here.get_run(run_id).outputs.model_outputs[0].model_id)
    assert logged.status == "READY"
    assert logged.source_run_id == mine.run_id == run_id
    for uri in (f"models:/{name}/1", f"models:/{name}@champion", f"models:/{name}/Production", f"models:/{logged.model_id}"):
        assert list(mlflow.pyfunc.load_model(uri).predict(X)) == list(Y), uri


def test_once_more_it_copies_nothing_twice(filled, printed):
    environment = {**os.environ, "SIGNALBOX_URL": HERE}
    again = subprocess.run(
        [ROOT / "signalbox", "import", "mlflow", "--from", THERE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
    )

    assert again.returncode == 0, again.stdout + again.stderr
    assert "Everything is here." in again.stdout
