"""With a token in the database every request needs one; MLflow's clients send it by their own variables."""

import json
import urllib.request

import pytest
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException, RestException


def call(url, method, path, body=None, token=None):
    request = urllib.request.Request(url + path, method=method)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data) as answer:
        content = answer.read()
        return json.loads(content) if content else None


@pytest.fixture
def operator(url):
    created = call(
        url, "POST", "/api/v1/tokens", {"name": "tests", "role": "operator", "reason": "a test"}
    )
    yield created["secret"]
    for token in call(url, "GET", "/api/v1/tokens", token=created["secret"])["tokens"]:
        if token["name"] != "tests":
            call(url, "DELETE", f"/api/v1/tokens/{token['name']}?reason=done", token=created["secret"])
    call(url, "DELETE", "/api/v1/tokens/tests?reason=done", token=created["secret"])


def test_without_a_token_the_client_is_refused(operator):
    with pytest.raises(MlflowException, match="401|UNAUTHENTICATED|token"):
        MlflowClient().search_experiments()


def test_the_token_variable_is_enough(operator, name, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", operator)
    client = MlflowClient()

    experiment = client.create_experiment(name)
    run = client.create_run(experiment)
    client.log_metric(run.info.run_id, "loss", 0.5)

    assert client.get_run(run.info.run_id).data.metrics == {"loss": 0.5}


def test_a_password_is_enough_and_the_role_holds(operator, url, name, monkeypatch):
    viewer = call(
        url,
        "POST",
        "/api/v1/tokens",
        {"name": "viewer", "role": "viewer", "reason": "a test"},
        operator,
    )["secret"]
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "anyone")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", viewer)
    client = MlflowClient()

    assert client.search_experiments() is not None
    with pytest.raises(RestException) as refused:
        client.create_registered_model(name)
    assert refused.value.error_code == "PERMISSION_DENIED"
