"""Experiments, runs and artifacts through the unmodified client."""

import json
import math
import urllib.error
import urllib.request

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException


def test_a_run_from_its_start_to_its_end(client, name, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("kept whole")

    mlflow.set_experiment(name)
    with mlflow.start_run(run_name="whole") as run:
        mlflow.log_param("depth", 3)
        mlflow.log_params({"rate": 0.1, "kind": "logistic"})
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_metric("loss", 0.25, step=2)
        mlflow.log_metrics({"accuracy": 0.9, "odd": math.nan})
        mlflow.set_tag("stage", "trial")
        mlflow.set_tags({"team": "flights"})
        mlflow.log_artifact(str(note))
        mlflow.log_artifact(str(note), artifact_path="deep/folder with space")
        mlflow.log_dict({"a": 1}, "deep/values.json")
        mlflow.log_text("ü", "ümlaut+plus%percent.txt")

    read = client.get_run(run.info.run_id)
    assert read.info.status == "FINISHED"
    assert read.info.run_name == "whole"
    assert read.info.end_time >= read.info.start_time
    assert read.data.params == {"depth": "3", "rate": "0.1", "kind": "logistic"}
    assert read.data.metrics["loss"] == 0.25
    assert math.isnan(read.data.metrics["odd"])
    assert read.data.tags["stage"] == "trial"
    assert read.data.tags["mlflow.runName"] == "whole"
    assert [m.value for m in client.get_metric_history(run.info.run_id, "loss")] == [0.5, 0.25]

    files = {f.path for f in client.list_artifacts(run.info.run_id)}
    assert files == {"note.txt", "deep", "ümlaut+plus%percent.txt"}
    (listed,) = client.list_artifacts(run.info.run_id, "deep/folder with space")
    assert (listed.path, listed.file_size) == ("deep/folder with space/note.txt", 10)
    down = client.download_artifacts(run.info.run_id, "deep", str(tmp_path))
    assert json.load(open(f"{down}/values.json")) == {"a": 1}
    assert open(f"{down}/folder with space/note.txt").read() == "kept whole"
    assert mlflow.artifacts.load_text(f"{run.info.artifact_uri}/ümlaut+plus%percent.txt") == "ü"


def test_a_batch_goes_in_whole(client, name):
    run = client.create_run(client.create_experiment(name))

    client.log_batch(
        run.info.run_id,
        metrics=[Metric("m", i / 10, 1000 + i, i) for i in range(1000)],
        params=[],
        tags=[],
    )
    client.log_batch(
        run.info.run_id, [], [Param(f"p{i}", str(i)) for i in range(100)], [RunTag(f"t{i}", "x") for i in range(100)]
    )

    read = client.get_run(run.info.run_id)
    assert len(read.data.params) == 100
    assert len(client.get_metric_history(run.info.run_id, "m")) == 1000
    assert read.data.metrics["m"] == 99.9


def test_a_large_file_comes_back_as_it_went(client, name, tmp_path):
    content = np.random.default_rng(7).bytes(24_000_001)
    (tmp_path / "large.bin").write_bytes(content)
    run = client.create_run(client.create_experiment(name))

    client.log_artifact(run.info.run_id, str(tmp_path / "large.bin"))

    (tmp_path / "down").mkdir()
    down = client.download_artifacts(run.info.run_id, "large.bin", str(tmp_path / "down"))
    assert open(down, "rb").read() == content


def test_search_finds_by_metrics_params_tags_and_attributes(client, name):
    experiment = client.create_experiment(name)
    ids = []
    for i in range(5):
        run = client.create_run(experiment, run_name=f"run {i}", start_time=1000 + i, tags={"odd key": f"v{i}"})
        client.log_metric(run.info.run_id, "loss", i / 10)
        client.log_param(run.info.run_id, "kind", "even" if i % 2 == 0 else "odd")
        ids.append(run.info.run_id)
    client.set_terminated(ids[4], "FAILED")

    def search(text, **options):
        return [r.info.run_id for r in client.search_runs([experiment], text, **options)]

    assert search("") == ids[::-1]
    assert search("metrics.loss < 0.2") == [ids[1], ids[0]]
    assert search("metrics.loss >= 0.3 AND params.kind = 'odd'") == [ids[3]]
    assert search("tags.`odd key` = 'v2'") == [ids[2]]
    assert search('tags."odd key" LIKE \'v%\' and attributes.status = "FAILED"') == [ids[4]]
    assert search("params.kind ILIKE 'EV%'", order_by=["metrics.loss ASC"]) == [ids[0], ids[2], ids[4]]
    assert search(f"attributes.run_id IN ('{ids[1]}', '{ids[3]}')") == [ids[3], ids[1]]
    assert search("attributes.start_time > 1003") == [ids[4]]
    assert search("", order_by=["metrics.loss DESC"], max_results=2) == [ids[4], ids[3]]
    page = client.search_runs([experiment], max_results=3)
    rest = client.search_runs([experiment], max_results=3, page_token=page.token)
    assert [r.info.run_id for r in list(page) + list(rest)] == ids[::-1]
    with pytest.raises(MlflowException, match="Invalid clause"):
        search("metrics.loss < 1 OR params.kind = 'odd'")
    frame = mlflow.search_runs([experiment], "metrics.loss > 0.25")
    assert sorted(frame["metrics.loss"]) == [0.3, 0.4]


def test_delete_and_restore_of_runs_and_experiments(client, name):
    experiment = client.create_experiment(name, tags={"team": "a"})
    run = client.create_run(experiment).info.run_id

    client.delete_run(run)
    assert list(client.search_runs([experiment])) == []
    assert [r.info.run_id for r in client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)] == [run]
    client.restore_run(run)
    client.delete_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "deleted"
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    client.restore_experiment(experiment)
    assert client.get_run(run).info.lifecycle_stage == "active"
    client.rename_experiment(experiment, name + " renamed")
    client.set_experiment_tag(experiment, "team", "b")
    assert client.get_experiment_by_name(name + " renamed").tags["team"] == "b"
    assert client.get_experiment_by_name(name) is None
    assert [e.experiment_id for e in client.search_experiments(filter_string=f"name = '{name} renamed'")] == [experiment]


def test_a_dataset_is_an_input_of_its_run(client, name):
    mlflow.set_experiment(name)
    frame = pd.DataFrame({"x": [1.0, 2.0], "late": [0, 1]})

    with mlflow.start_run() as run:
        mlflow.log_input(mlflow.data.from_pandas(frame, name="flights", targets="late"), context="training")

    (dataset,) = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert dataset.dataset.name == "flights"
    assert {t.key: t.value for t in dataset.tags}["mlflow.data.context"] == "training"
    found = client.search_runs([run.info.experiment_id], "dataset.name = 'flights' AND dataset.context = 'training'")
    assert [r.info.run_id for r in found] == [run.info.run_id]


def test_refusals_reach_the_client_as_its_own_exceptions(client, name):
    run = client.create_run(client.create_experiment(name)).info.run_id
    client.log_param(run, "depth", 3)

    with pytest.raises(MlflowException, match="already exists") as again:
        client.create_experiment(name)
    assert again.value.error_code == "RESOURCE_ALREADY_EXISTS"
    with pytest.raises(MlflowException, match="Changing param values is not allowed"):
        client.log_param(run, "depth", 5)
    with pytest.raises(MlflowException, match="not found") as unknown:
        client.get_run("0" * 32)
    assert unknown.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_what_is_not_served_is_refused_in_mlflows_words(url):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}/api/3.0/mlflow/scorers/list")
    assert refused.value.code == 404
    assert json.load(refused.value)["error_code"] == "ENDPOINT_NOT_FOUND"
