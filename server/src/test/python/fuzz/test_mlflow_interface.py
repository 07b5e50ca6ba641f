"""Whatever is sent to MLflow's paths, the answer is a message of MLflow's, and never a failure of the server's own."""

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from conftest import URL, prepare
from mlflow_paths import document

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def of(modes, exact):
    schema = schemathesis.openapi.from_dict(document(*prepare(), exact))
    schema.config.update(base_url=URL)
    schema.config.generation.update(modes=modes)
    return schema


well_formed = of([GenerationMode.POSITIVE], True)
anything = of([GenerationMode.POSITIVE, GenerationMode.NEGATIVE], False)


@well_formed.parametrize()
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_what_is_well_formed_in_words_of_mlflow(case):
    case.call_and_validate(checks=CHECKS, timeout=60)


@anything.parametrize()
@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_anything_in_words_of_mlflow(case):
    case.call_and_validate(checks=CHECKS, timeout=60)
