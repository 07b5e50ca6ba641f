"""After the demo: what it left is there for an unmodified client, and Python predicts what the server predicts."""

import json
import time
import urllib.error
import urllib.request

import mlflow
import numpy as np
import pandas as pd
import pytest

MODEL = "flight_delay"
ENDPOINT = "flight_delay_as_python_asks"  # takes the model's own inputs: it has no feature service

NUMBERS = {
    "distance_miles": [1400.0, 229.0, 2475.0, 1089.0],
    "origin_delay": [12.5, np.nan, 63.0, -3.25],
    "carrier_delay": [8.75, 0.0, np.nan, 21.0],
    "aircraft_delay": [np.nan, np.nan, 95.0, -12.0],
    "destination_delay": [np.nan, 4.5, 33.0, 0.0],
    "wind_speed_mph": [10.35702, 0.0, 42.6, np.nan],
    "precipitation_inches": [0.0, 0.0, 0.81, np.nan],
    "visibility_miles": [10.0, 10.0, 0.25, np.nan],
}
TEXTS = {
    "origin": ["EWR", "LGA", "JFK", "EWR"],
    "carrier": ["UA", "DL", "B6", "a carrier that no training set has"],
    "hour": ["06", "15", "21", "09"],
    "weekday": ["Mon", "Fri", "Thu", "Sun"],
}


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        return json.load(urllib.request.urlopen(request, timeout=60))
    except urllib.error.HTTPError as e:
        pytest.fail(f"{url}: {e.code}: {e.read().decode()}")


def wait_until_ready(url):
    """An endpoint follows Production soon after it was applied."""
    for _ in range(200):
        try:
            return urllib.request.urlopen(url, timeout=5)
        except urllib.error.HTTPError:
            time.sleep(0.1)
    pytest.fail(f"{url}: not ready in 20 s")


@pytest.fixture(scope="module")
def model():
    return mlflow.pyfunc.load_model(f"models:/{MODEL}/Production")


def test_the_runs_are_listed_with_their_metrics(client):
    experiments = client.search_experiments()
    runs = client.search_runs([experiment.experiment_id for experiment in experiments])

    losses = [run.data.metrics["holdout.log_loss"] for run in runs if "holdout.log_loss" in run.data.metrics]
    assert len(losses) >= 4  # three that were promoted, and the placebo
    assert all(0.3 < loss < 0.7 for loss in losses)


def test_versions_1_2_and_3_were_in_production_and_the_last_still_is(client):
    stages = {int(version.version): version.current_stage for version in client.search_model_versions(f"name='{MODEL}'")}

    assert stages[1] == stages[2] == "Archived"
    assert stages[3] == "Production"


def test_the_placebo_says_what_it_is(client):
    tags = client.get_model_version(MODEL, "4").tags

    assert tags["signalbox.labels"] == "permuted"


def test_python_predicts_what_the_server_predicts(model, url):
    inputs = [column.name for column in model.metadata.get_input_schema().inputs]
    assert sorted(inputs) == sorted([*NUMBERS, *TEXTS])
    frame = pd.DataFrame(
        {
            **{name: np.array(values, dtype=np.float32) for name, values in NUMBERS.items()},
            **{name: np.array(values, dtype=object) for name, values in TEXTS.items()},
        }
    )[inputs]
    here = np.ravel(model.predict(frame)["probability"])

    definition = f"kind: Endpoint\nname: {ENDPOINT}\nmodel: {MODEL}\nscore: probability\n"
    post(f"{url}/api/v1/apply", {"files": [{"name": "test.yaml", "content": definition}]})
    wait_until_ready(f"{url}/v2/models/{ENDPOINT}/ready")
    tensors = [
        {"name": name, "shape": [4], "datatype": "FP32", "data": [None if np.isnan(v) else v for v in values]}
        for name, values in NUMBERS.items()
    ] + [{"name": name, "shape": [4], "datatype": "BYTES", "data": values} for name, values in TEXTS.items()]
    answer = post(f"{url}/v2/models/{ENDPOINT}/infer", {"inputs": tensors})
    there = next(output["data"] for output in answer["outputs"] if output["name"] == "probability")

    assert here == pytest.approx(there, abs=1e-6)
    assert all(0 < p < 1 for p in here)
