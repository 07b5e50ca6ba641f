"""Versions: sources, stages, search, deletion."""

from both import quoted


def ask(both, name):
    both.post("experiments/create", {"name": name})
    both.keep("e", "/experiment_id")
    both.post("runs/create", {"experiment_id": "$e", "run_name": "r"})
    both.keep("r", "/run/info/run_id")
    both.keep("uri", "/run/info/artifact_uri")
    both.post("runs/create", {"experiment_id": "$e", "run_name": "s"})
    both.keep("other", "/run/info/artifact_uri")
    both.post("logged-models", {"experiment_id": "$e", "name": "lm", "source_run_id": "$r"})
    both.keep("m", "/model/info/model_id")
    both.keep("muri", "/model/info/artifact_uri")
    both.patch("logged-models/$m", {"model_id": "$m", "status": "LOGGED_MODEL_READY"})
    both.post("registered-models/create", {"name": name})

    def create(body, **more):
        both.post("model-versions/create", {"name": name, **body}, without=("model_version/model_id",), **more)

    create({"source": "$uri/model", "run_id": "$r", "description": "d", "run_link": "http://l", "tags": [{"key": "a", "value": "1"}]})
    create({"source": "runs:/$r/model", "run_id": "$r"})
    create({"source": "models:/$m", "model_id": "$m"})
    create({"source": "$muri", "model_id": "$m"})
    create({"source": "$uri", "run_id": "$r"})
    create({"source": "s3://bucket/model"})
    create({"source": "http://host/model"}, words=False)
    create({"source": f"models:/{name}/1"})
    for body in (
        {},
        {"source": ""},
        {"source": "$uri/model"},
        {"source": "$other/model", "run_id": "$r"},
        {"source": "$uri/../x", "run_id": "$r"},
        {"source": "$uri/%2e%2e/x", "run_id": "$r"},
        {"source": "$uri/%252e%252e/x", "run_id": "$r"},
        {"source": "$uri/a%00b", "run_id": "$r"},
        {"source": "$uriX", "run_id": "$r"},
        {"source": "/etc/passwd"},
        {"source": "/etc/passwd", "run_id": "$r"},
        {"source": "file:///etc/passwd"},
        {"source": "./here"},
        {"source": "runs:/nope/model", "run_id": "$r"},
        {"source": "$uri/model", "run_id": "nope"},
        {"source": "$muri", "run_id": "$r"},
        {"source": "s3://bucket/../model"},
        {"source": 5},
        {"source": "s3://b/m", "tags": [{"key": "k*", "value": "1"}]},
        {"source": "s3://b/m", "tags": [{"key": "k", "value": "1" * 100001}]},
        {"source": "s3://b/m", "run_link": "x", "unknown": 1},
        {"name": "nope", "source": "s3://b/m"},
        {"name": "", "source": "s3://b/m"},
    ):
        create(body, words=False)
    get = f"model-versions/get?name={name}&version="
    for version in ("1", "2", "3", "4", "99", "x", "1.0", "01"):
        both.get(get + version, without=("model_version/model_id",))
    both.get(f"model-versions/get?name={name}")
    both.get("model-versions/get?version=1")
    both.get("model-versions/get?name=nope&version=1")
    for version in ("1", "3", "4", "99"):
        both.get(f"model-versions/get-download-uri?name={name}&version={version}")
    both.get("model-versions/get-download-uri", words=False)
    both.patch("model-versions/update", {"name": name, "version": "1", "description": "new"})
    both.patch("model-versions/update", {"name": name, "version": "1"})
    both.patch("model-versions/update", {"name": name, "version": "99", "description": "new"})
    both.patch("model-versions/update", {"name": name, "version": 1, "description": "new"})
    both.post("model-versions/set-tag", {"name": name, "version": "1", "key": "b", "value": "2"})
    both.post("model-versions/set-tag", {"name": name, "version": "1", "key": "k*", "value": "2"})
    both.post("model-versions/set-tag", {"name": name, "version": "1", "key": "k" * 251, "value": "2"})
    both.post("model-versions/set-tag", {"name": name, "version": "1", "key": "k", "value": "2" * 100001})
    both.post("model-versions/set-tag", {"name": name, "version": "1", "value": "2"})
    both.post("model-versions/set-tag", {"name": name, "version": "x", "key": "b", "value": "2"})
    both.post("model-versions/set-tag", {"name": name, "version": "99", "key": "b", "value": "2"})
    both.delete("model-versions/delete-tag", {"name": name, "version": "1", "key": "b"})
    both.delete("model-versions/delete-tag", {"name": name, "version": "1", "key": "b"})
    both.delete("model-versions/delete-tag", {"name": name, "version": "99", "key": "b"})
    both.delete("model-versions/delete-tag", {"name": name, "version": "1"})

    def move(body, **options):
        both.post("model-versions/transition-stage", {"name": name, **body}, without=("model_version/model_id",), **options)

    move({"version": "1", "stage": "Staging"})
    move({"version": "1", "stage": "STAGING"})
    move({"version": "2", "stage": "staging", "archive_existing_versions": True})
    both.get(get + "1")
    move({"version": "2", "stage": "Production", "archive_existing_versions": True})
    move({"version": "3", "stage": "Production", "archive_existing_versions": True})
    both.get(get + "2")
    move({"version": "3", "stage": "None"})
    move({"version": "3", "stage": "Archived"})
    move({"version": "3", "stage": "None", "archive_existing_versions": True}, ours_is="400 INVALID_PARAMETER_VALUE")
    move({"version": "3", "stage": "Archived", "archive_existing_versions": True}, ours_is="400 INVALID_PARAMETER_VALUE")
    move({"version": "3", "stage": "Live"})
    move({"version": "3"})
    move({"version": "3", "stage": ""})
    move({"version": "99", "stage": "Staging"})
    move({"version": "x", "stage": "Staging"})
    move({"stage": "Staging"})
    move({"version": "3", "stage": "Staging", "archive_existing_versions": "x"})
    both.post("registered-models/alias", {"name": name, "version": "1", "alias": "one"})

    def search(filter, ours_is=None, **more):
        mine = f"name = '{name}'"
        both.get(
            "model-versions/search?filter=" + quoted(f"{mine} AND {filter}" if filter else mine) + "".join(f"&{k}={quoted(v)}" for k, v in more.items()),
            words=False,
            without=("model_versions/model_id",),
            ours_is=ours_is,
        )

    for order in ("version_number ASC", "version_number DESC", "name", "creation_timestamp", "last_updated_timestamp DESC", "run_id", "nope", "version_number UP"):
        search("", order_by=order)
    for filter in (
        "run_id = '$r'",
        "run_id IN ('$r', 'x')",
        "run_id != '$r'",
        "run_id LIKE '%'",
        "source_path = 's3://bucket/model'",
        "source_path LIKE 's3%'",
        "version_number = 1",
        "version_number > 2",
        "version_number != 1",
        "version_number <= 2",
        "version = 1",
        "tags.a = '1'",
        "tag.a = '1'",
        "tags.`a` = '1'",
        "tags.a != '1'",
        "tags.a LIKE '%'",
        "tags.a > '1'",
        "name LIKE 't%'",
        "name ILIKE 'T%'",
        "name IN ('a')",
        "current_stage = 'Staging'",
        "attribute.name = 'x'",
        "name = 5",
        "run_id = 5",
        "name = 'a' OR name = 'b'",
        "tags.`mlflow.prompt.is_prompt` != 'true'",
        "tags.`mlflow.prompt.is_prompt` = 'true'",
        "params.a = '1'",
    ):
        search(filter, order_by="version_number ASC")
    search("", max_results="2", order_by="version_number ASC")
    search("", max_results="0")
    search("", max_results="-1")
    search("", max_results="200001")
    search("", max_results="x")
    search("", page_token="x")
    both.get("model-versions/search?filter=" + quoted("run_id IN ('$r')") + "&order_by=version_number", without=("model_versions/model_id",))
    search("version_number = '1'", ours_is="400 INVALID_PARAMETER_VALUE")
    both.delete("model-versions/delete", {"name": name, "version": "1"})
    both.delete("model-versions/delete", {"name": name, "version": "1"})
    both.delete("model-versions/delete", {"name": name})
    both.get(get + "1")
    both.get(f"registered-models/alias?name={name}&alias=one")
    both.get(f"registered-models/get?name={name}", without=("registered_model/latest_versions",))
    create({"source": "s3://b/again"})
    # Signalbox finds the run and the logged model of such a source itself
    create({"source": "runs:/$r/model"}, ours_is="200")
    create({"source": "models:/$m"}, ours_is="200")
    both.get(f"model-versions/get-download-uri?name={name}&version=2", ours_is="200")
    create({"source": "models:/m-nope"}, ours_is="400 INVALID_PARAMETER_VALUE")
    for source in (f"models:/{name}/99", f"models:/{name}/0", "models:/nope/1", f"models:/{name}@nope", f"models:/{name}", "models:/a/b/c"):
        create({"source": source})
    create({"source": f"models:/{name}/Production"}, ours_is="404 RESOURCE_DOES_NOT_EXIST")
    for version in ("0", "-1", "00", "99999999"):
        both.get(get + version)
