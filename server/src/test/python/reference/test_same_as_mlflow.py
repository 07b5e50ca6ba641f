"""Signalbox answers what MLflow's own server answers: status, error code, words that clients match, and body."""

import importlib
import os
import pathlib
import uuid

import pytest
from both import Both

_SUBJECTS = sorted(file.stem for file in (pathlib.Path(__file__).parent / "subjects").glob("*.py"))


@pytest.mark.parametrize("subject", _SUBJECTS)
def test_the_same_answers(subject):
    both = Both(os.environ["MLFLOW_TRACKING_URI"], os.environ["MLFLOW_REFERENCE_URI"])

    importlib.import_module(f"subjects.{subject}").ask(both, f"same-{uuid.uuid4().hex[:12]}")

    assert both.asked > 0
    assert not both.differences, "\n" + "\n".join(both.differences)
