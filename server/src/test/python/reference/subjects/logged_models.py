"""Logged models of MLflow 3."""


def ask(both, name):
    both.post("experiments/create", {"name": name})
    both.keep("e", "/experiment_id")
    both.post("runs/create", {"experiment_id": "$e", "run_name": "r"})
    both.keep("r", "/run/info/run_id")
    both.post("logged-models", {"experiment_id": "$e", "name": "first", "model_type": "t", "source_run_id": "$r", "params": [{"key": "p", "value": "1"}], "tags": [{"key": "a", "value": "1"}]})
    both.keep("m", "/model/info/model_id")
    both.get("logged-models/$m")
    both.post("logged-models", {"experiment_id": "$e"}, without=("model/info/name", "model/info/model_id", "model/info/artifact_uri"))
    both.post("logged-models", {})
    both.post("logged-models", {"experiment_id": "99999999"})
    both.post("logged-models", {"experiment_id": "$e", "name": 5})
    both.post("logged-models", {"experiment_id": "$e", "name": "a'b"}, words=False)
    for odd in ("a/b", "a:b", "a.b", "a%b", 'a"b', "", "  ", "x" * 501, "ü"):
        both.post("logged-models", {"experiment_id": "$e", "name": odd}, without=("model/info/name", "model/info/model_id", "model/info/artifact_uri"))
    both.post("logged-models", {"experiment_id": "$e", "name": "z", "source_run_id": "nope"}, without=("model/info/model_id", "model/info/artifact_uri"))
    both.post("logged-models", {"experiment_id": "$e", "name": "z", "params": [{"key": "k" * 251, "value": "1"}]}, ours_is="400 INVALID_PARAMETER_VALUE")
    both.post("logged-models", {"experiment_id": "$e", "name": "z", "params": [{"key": "k", "value": "1" * 6001}]})
    both.post("logged-models", {"experiment_id": "$e", "name": "z", "tags": [{"key": "k*", "value": "1"}]})
    both.post("logged-models", {"experiment_id": "$e", "name": "z", "tags": [{"key": "k", "value": "1" * 8001}]})
    both.get("logged-models/m-nope")
    both.get("logged-models/nope")
    for status in ("READY", "LOGGED_MODEL_STATUS_UNSPECIFIED", 7):
        both.patch("logged-models/$m", {"model_id": "$m", "status": status}, ours_is="400 INVALID_PARAMETER_VALUE")
    for status in ("LOGGED_MODEL_UPLOAD_FAILED", 1, "LOGGED_MODEL_READY", ""):
        both.patch("logged-models/$m", {"model_id": "$m", "status": status}, words=False)
    both.patch("logged-models/$m", {"model_id": "$m"})
    both.patch("logged-models/m-nope", {"model_id": "m-nope", "status": "LOGGED_MODEL_READY"})
    both.get("logged-models/$m")
    both.post("logged-models/$m/params", {"model_id": "$m", "params": [{"key": "q", "value": "2"}]})
    both.post("logged-models/$m/params", {"model_id": "$m", "params": [{"key": "q", "value": "3"}]}, ours_is="400 INVALID_PARAMETER_VALUE")
    both.post("logged-models/$m/params", {"model_id": "$m", "params": []})
    both.post("logged-models/$m/params", {"model_id": "$m", "params": [{"key": "long", "value": "3" * 6001}]})
    both.post("logged-models/m-nope/params", {"model_id": "m-nope", "params": [{"key": "q", "value": "2"}]})
    both.patch("logged-models/$m/tags", {"tags": [{"key": "b", "value": "2"}, {"key": "a", "value": "3"}]})
    both.patch("logged-models/$m/tags", {"tags": []})
    both.patch("logged-models/$m/tags", {})
    both.patch("logged-models/m-nope/tags", {"tags": [{"key": "b", "value": "2"}]})
    both.delete("logged-models/$m/tags/b")
    both.delete("logged-models/$m/tags/b")
    both.delete("logged-models/m-nope/tags/b")
    both.get("logged-models/$m")
    both.post("runs/log-metric", {"run_id": "$r", "key": "score", "value": 0.5, "timestamp": 5, "step": 1, "model_id": "$m"})
    both.post("runs/log-metric", {"run_id": "$r", "key": "score", "value": 0.7, "timestamp": 4, "step": 2, "model_id": "$m", "dataset_name": "flights", "dataset_digest": "d1"})
    both.post("runs/log-batch", {"run_id": "$r", "metrics": [{"key": "other", "value": 7, "timestamp": 5, "step": 1, "model_id": "$m"}]})
    both.get("logged-models/$m")
    for i, suffix in enumerate(("x", "y")):
        both.post("logged-models", {"experiment_id": "$e", "name": name + suffix, "model_type": f"type{i}", "params": [{"key": "i", "value": str(i)}], "tags": [{"key": "t", "value": str(i)}], "source_run_id": "$r"})
        both.keep("m" + suffix, "/model/info/model_id")
        both.post("runs/log-batch", {"run_id": "$r", "metrics": [
            {"key": "score", "value": i, "timestamp": 5, "step": 1, "model_id": "$m" + suffix, "dataset_name": "flights", "dataset_digest": "d1"},
            {"key": "score", "value": 10 - i, "timestamp": 6, "step": 1, "model_id": "$m" + suffix, "dataset_name": "weather", "dataset_digest": "d2"},
        ]})

    def search(filter="", ours_is=None, **more):
        both.post(
            "logged-models/search",
            {"experiment_ids": ["$e"], "filter": f"name LIKE '{name}%'" + (f" AND {filter}" if filter else ""), **more},
            words=False,
            without=("models/data", "models/info/artifact_uri"),
            ours_is=ours_is,
        )

    search()
    for filter in (
        f"name = '{name}x'",
        f"attributes.name = '{name}x'",
        "model_type = 'type1'",
        "status = 'READY'",
        "source_run_id = '$r'",
        "model_id = '$mx'",
        "params.i = '1'",
        "params.i != '1'",
        "tags.t = '0'",
        "tags.t LIKE '%'",
        "metrics.score > 5",
        "metrics.score >= 10",
        "metrics.score = 0",
        "metrics.score < 0.5",
        "metrics.missing < 0.5",
        "creation_timestamp > 0",
        "creation_time > 0",
        "creation_timestamp_ms > 0",
        "last_updated_timestamp > 0",
        "last_updated_timestamp_ms > 0",
        "name ILIKE '%Y'",
        "name IN ('a')",
        "nope.a = 'a'",
        "params.i > '1'",
        "name = 'a' OR name = 'b'",
        "name",
    ):
        search(filter)
    search("status = 'PENDING'", ours_is="200")
    for filter in ("name = 5", "nope = 'a'", "metrics.score = 'a'"):
        search(filter, ours_is="400 INVALID_PARAMETER_VALUE")
    flights = [{"dataset_name": "flights", "dataset_digest": "d1"}]
    search("metrics.score < 0.5", datasets=flights)
    search("metrics.score > 5", datasets=flights)
    search("metrics.score > 5", datasets=[{"dataset_name": "weather"}], ours_is="200")
    search("metrics.score > 5", datasets=[*flights, {"dataset_name": "weather", "dataset_digest": "d2"}])
    search("metrics.score > 5", datasets=[{"dataset_name": "weather", "dataset_digest": "other"}])
    search("", datasets=flights)
    search("", datasets=[{"dataset_name": "nothing"}])
    search("", datasets=[{}])
    search("", datasets=[{"dataset_digest": "d1"}])
    search("", datasets="x")
    for order in (
        {"field_name": "name"},
        {"field_name": "name", "ascending": False},
        {"field_name": "name", "ascending": True},
        {"field_name": "creation_timestamp", "ascending": True},
        {"field_name": "creation_time", "ascending": False},
        {"field_name": "last_updated_timestamp", "ascending": True},
        {"field_name": "metrics.score", "ascending": True},
        {"field_name": "metrics.score", "ascending": False},
        {"field_name": "metrics.score", "ascending": True, "dataset_name": "flights"},
        {"field_name": "metrics.score", "ascending": False, "dataset_name": "flights", "dataset_digest": "d1"},
        {"field_name": "metrics.score", "ascending": False, "dataset_name": "weather", "dataset_digest": "d2"},
        {"field_name": "metrics.score", "dataset_digest": "d1"},
        {"field_name": "name", "dataset_name": "flights"},
        {"field_name": "nope"},
        {"field_name": "nope.a"},
        {"ascending": True},
        {},
    ):
        search("", order_by=[order])
    search("", max_results=1, order_by=[{"field_name": "name"}])
    search("", max_results=0, ours_is="400 INVALID_PARAMETER_VALUE")
    search("", max_results=-1, ours_is="400 INVALID_PARAMETER_VALUE")
    search("", max_results=51)
    search("", max_results=50001, ours_is="400 INVALID_PARAMETER_VALUE")
    search("", page_token="x", ours_is="400 INVALID_PARAMETER_VALUE")
    search("", experiment_ids=[])
    search("", experiment_ids=["99999999"])
    search("", experiment_ids=["x"])
    both.post("logged-models/search", {}, words=False)
    both.delete("logged-models/$m")
    both.delete("logged-models/$m")
    both.delete("logged-models/m-nope")
    both.get("logged-models/$m")
    both.get("logged-models/$m?allow_deleted=true")
    both.patch("logged-models/$m/tags", {"tags": [{"key": "b", "value": "2"}]}, ours_is="404 RESOURCE_DOES_NOT_EXIST")
    both.get("logged-models/$mx/artifacts/directories")
    both.get("logged-models/m-nope/artifacts/directories")
