"""Whatever is sent to MLflow's paths, the answer is a message of MLflow's, and never a failure of the server's own."""

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from conftest import URL, prepare
from mlflow_paths import document

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

schema = schemathesis.openapi.from_dict(document(*prepare()))
schema.config.update(base_url=URL)


@schema.parametrize()
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_in_words_of_mlflow(case):
    case.call_and_validate(checks=CHECKS, timeout=60)
