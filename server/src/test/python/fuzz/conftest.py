"""A model with two versions, a run and a logged model, so that what is generated finds something; and the count for the closing line."""

import os

import requests

URL = os.environ["SIGNALBOX_URL"]
MODEL = "fuzzed"

_counts = {"passed": 0, "failed": 0}


def post(path, body):
    answer = requests.post(f"{URL}/api/2.0/mlflow/{path}", json=body, timeout=30)
    answer.raise_for_status()
    return answer.json()


def prepare():
    """Returns the ids of a new run and a new logged model; the model is made where it is not there."""
    run = post("runs/create", {"experiment_id": "0", "run_name": "fuzzed"})["run"]["info"]
    post("runs/log-batch", {"run_id": run["run_id"], "metrics": [{"key": "loss", "value": 0.5, "timestamp": 1, "step": 0}]})
    found = requests.get(f"{URL}/api/2.0/mlflow/registered-models/get", params={"name": MODEL}, timeout=30)
    if found.status_code == 404:
        post("registered-models/create", {"name": MODEL})
    for _ in range(2):
        post("model-versions/create", {"name": MODEL, "source": run["artifact_uri"] + "/model", "run_id": run["run_id"]})
    model = post("logged-models", {"experiment_id": "0", "name": "fuzzed", "source_run_id": run["run_id"]})
    return run["run_id"], model["model"]["info"]["model_id"]


def pytest_runtest_logreport(report):
    if report.failed:
        _counts["failed"] += 1
    elif report.passed and report.when == "call":
        _counts["passed"] += 1


def pytest_collectreport(report):
    if report.failed:
        _counts["failed"] += 1


def pytest_sessionfinish():
    path = os.environ.get("SIGNALBOX_COUNTS")
    if path:
        with open(path, "a") as counts:
            counts.write(f"{_counts['passed']} {_counts['failed']}\n")
