"""Webhooks by the unmodified client, told to a listener of our own that verifies the signatures itself."""

import base64
import hashlib
import hmac
import json
import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from mlflow.exceptions import MlflowException

webhook = pytest.importorskip("mlflow.entities.webhook", reason="webhooks came with MLflow 3")

SECRET = "a secret with ünicode"


class Listener(ThreadingHTTPServer):
    def __init__(self):
        self.heard = queue.Queue()
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def next(self):
        return self.heard.get(timeout=20)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.put((dict(self.headers), body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"heard")

    def log_message(self, *_):
        pass


@pytest.fixture
def listener():
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(client, listener):
    made = client.create_webhook(
        name="to-the-test",
        url=listener.url,
        events=["registered_model.created", "model_version.created", "model_version_alias.created"],
        description="All of them",
        secret=SECRET,
    )
    yield made
    try:
        client.delete_webhook(made.webhook_id)
    except MlflowException as gone:
        assert gone.error_code == "RESOURCE_DOES_NOT_EXIST"


def verified(headers, body):
    """As a receiver does it, by MLflow's documentation."""
    content = f"{headers['X-MLflow-Delivery-Id']}.{headers['X-MLflow-Timestamp']}.{body.decode()}"
    expected = hmac.new(SECRET.encode(), content.encode(), hashlib.sha256).digest()
    version, signature = headers["X-MLflow-Signature"].split(",")
    assert version == "v1"
    assert hmac.compare_digest(signature, base64.b64encode(expected).decode())
    assert abs(time.time() - int(headers["X-MLflow-Timestamp"])) < 300
    return json.loads(body)


def test_a_webhook_is_made_shown_listed_changed_and_deleted(client, hook, listener):
    assert hook.status == webhook.WebhookStatus.ACTIVE
    assert [str(event) for event in hook.events] == [
        "registered_model.created",
        "model_version.created",
        "model_version_alias.created",
    ]
    shown = client.get_webhook(hook.webhook_id)
    assert (shown.name, shown.url, shown.description) == ("to-the-test", listener.url, "All of them")
    assert shown.creation_timestamp == hook.creation_timestamp
    assert hook.webhook_id in [each.webhook_id for each in client.list_webhooks()]

    changed = client.update_webhook(
        hook.webhook_id, name="renamed", events=["prompt.created"], status="DISABLED"
    )
    assert (changed.name, changed.status) == ("renamed", webhook.WebhookStatus.DISABLED)
    assert [str(event) for event in changed.events] == ["prompt.created"]
    assert changed.url == listener.url

    client.delete_webhook(hook.webhook_id)
    with pytest.raises(MlflowException, match="not found") as gone:
        client.get_webhook(hook.webhook_id)
    assert gone.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    assert hook.webhook_id not in [each.webhook_id for each in client.list_webhooks()]


def test_events_arrive_in_order_and_are_signed(client, hook, listener, name):
    client.create_registered_model(name, tags={"team": "ops"}, description="Late or not")
    client.create_model_version(name, source="s3://bucket/model", tags={"kind": "a"})
    client.set_registered_model_alias(name, "best", 1)

    first, second, third = (verified(*listener.next()) for _ in range(3))

    assert (first["entity"], first["action"]) == ("registered_model", "created")
    assert first["data"] == {"name": name, "tags": {"team": "ops"}, "description": "Late or not"}
    assert (second["entity"], second["action"]) == ("model_version", "created")
    assert second["data"] == {
        "name": name,
        "version": "1",
        "source": "s3://bucket/model",
        "run_id": None,
        "tags": {"kind": "a"},
        "description": None,
    }
    assert third["data"] == {"name": name, "alias": "best", "version": "1"}


def test_payloads_have_the_fields_that_mlflow_declares(client, listener):
    from mlflow.webhooks.types import EVENT_TO_PAYLOAD_CLASS, get_example_payload_for_event

    events = [
        webhook.WebhookEvent(entity, action)
        for entity, action in EVENT_TO_PAYLOAD_CLASS
        if entity != webhook.WebhookEntity.BUDGET_POLICY
    ]
    made = client.create_webhook(name="examples", url=listener.url, events=events)
    for event in events:
        result = client.test_webhook(made.webhook_id, event)
        assert (result.success, result.response_status, result.response_body) == (True, 200, "heard")
        _, body = listener.next()
        sent = json.loads(body)
        assert f"{sent['entity']}.{sent['action']}" == str(event)
        assert sent["data"] == get_example_payload_for_event(event)
    client.delete_webhook(made.webhook_id)


def test_a_test_says_that_nobody_answered(client, listener):
    made = client.create_webhook(
        name="nobody", url="http://127.0.0.1:1/hook", events=["model_version.created"]
    )
    result = client.test_webhook(made.webhook_id)
    assert (result.success, result.response_status) == (False, None)
    assert "no connection" in result.error_message
    client.delete_webhook(made.webhook_id)


@pytest.mark.parametrize(
    "values, message",
    [
        ({"name": "-"}, "Webhook name '-' is invalid"),
        ({"url": "ftp://127.0.0.1/"}, "Invalid URL scheme"),
        ({"url": "https://no-such-host.invalid/"}, "cannot be resolved"),
        ({"events": ["budget_policy.exceeded"]}, "budget_policy.exceeded is not sent"),
    ],
)
def test_what_is_no_webhook_is_refused(client, values, message):
    good = {"name": "good", "url": "http://127.0.0.1:1/", "events": ["model_version.created"]}
    with pytest.raises(MlflowException, match=message) as refused:
        client.create_webhook(**(good | values))
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"
