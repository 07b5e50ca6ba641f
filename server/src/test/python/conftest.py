"""What every test gets: the server's address, a client, names of its own; and the count for the closing line."""

import os
import uuid

import pytest
from mlflow import MlflowClient

_counts = {"passed": 0, "failed": 0}


@pytest.fixture(scope="session")
def url():
    return os.environ["MLFLOW_TRACKING_URI"]


@pytest.fixture(scope="session")
def client():
    return MlflowClient()


@pytest.fixture
def name():
    """A name that no other test has."""
    return f"test-{uuid.uuid4().hex[:12]}"


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
