"""The search of runs: filters, orders, pages."""


def ask(both, name):
    both.post("experiments/create", {"name": name})
    both.keep("e", "/experiment_id")
    both.post("experiments/create", {"name": name + "2"})
    both.keep("f", "/experiment_id")
    for i in range(6):
        both.post("runs/create", {"experiment_id": "$e" if i < 5 else "$f", "run_name": f"run {i}", "user_id": f"u{i % 2}", "start_time": 1000 + i // 2})
        both.keep(f"r{i}", "/run/info/run_id")
        logged = {"run_id": f"$r{i}", "metrics": [], "params": [{"key": "i", "value": str(i)}], "tags": [{"key": "odd key", "value": f"v{i}"}]}
        if i != 2:
            logged["metrics"].append({"key": "loss", "value": "NaN" if i == 4 else i / 10, "timestamp": 1})
        if i % 2:
            logged["params"].append({"key": "kind", "value": "Odd"})
            logged["tags"].append({"key": "sparse", "value": str(9 - i)})
            logged["metrics"].append({"key": "f1 score", "value": i, "timestamp": 1})
        both.post("runs/log-batch", logged)
    both.post("runs/update", {"run_id": "$r1", "status": "FINISHED", "end_time": 2000})
    both.post("runs/update", {"run_id": "$r3", "status": "FAILED", "end_time": 1500})
    both.post("runs/log-inputs", {"run_id": "$r1", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "training"}], "dataset": {"name": "flights", "digest": "d1", "source_type": "local", "source": "{}"}}]})
    both.post("runs/log-inputs", {"run_id": "$r3", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "eval"}], "dataset": {"name": "flights", "digest": "d2", "source_type": "local", "source": "{}"}}]})
    both.post("runs/delete", {"run_id": "$r0"})

    def search(filter="", ours_is=None, **more):
        both.post(
            "runs/search",
            {"experiment_ids": ["$e"], "filter": filter, "order_by": ["params.i"], **more},
            words=False,
            without=("runs/data", "runs/inputs", "runs/outputs", "runs/info/run_id", "runs/info/run_uuid", "runs/info/artifact_uri"),
            ours_is=ours_is,
        )

    def refused(filter, **more):
        both.post("runs/search", {"experiment_ids": ["$e"], "filter": filter, **more})

    search()
    for view in ("ALL", "DELETED_ONLY", "ACTIVE_ONLY", 1, 2, 3, "3"):
        search(run_view_type=view)
    search(experiment_ids=["$e", "$f"])
    search(experiment_ids=[])
    search(experiment_ids=["99999999"])
    search(experiment_ids=["$e", "$e"])
    for filter in (
        "metrics.loss < 0.25",
        "metrics.loss <= 0.1",
        "metric.loss = 0.1",
        "metrics.loss != 0.1",
        "metrics.loss > -1",
        "metrics.loss >= 1e-1",
        "metrics.`f1 score` > 2",
        'metrics."f1 score" > 2',
        "`metrics`.`f1 score` > 2",
        "metrics.missing < 1",
        "metrics.loss < 0.25 and params.kind = 'Odd'",
        "metrics.loss<0.25 AND params.kind='Odd'",
        "params.kind = 'Odd'",
        'params.kind = "Odd"',
        "param.kind = 'Odd'",
        "parameter.kind = 'Odd'",
        "parameters.kind = 'Odd'",
        "params.kind != 'Odd'",
        "params.kind != 'Even'",
        "params.kind LIKE 'O%'",
        "params.kind LIKE 'o%'",
        "params.kind ILIKE 'o%'",
        "params.kind like 'O%'",
        "params.kind LIKE 'O_d'",
        "params.kind LIKE '%'",
        "params.kind LIKE 'O\\%'",
        "params.kind LIKE 'O\\dd'",
        "params.kind LIKE 'Od\\'",
        "tags.`odd key` = 'v2'",
        'tags."odd key" = \'v2\'',
        "tag.`odd key` LIKE 'v%'",
        "tags.sparse = '8'",
        "tags.sparse != '8'",
        "tags.mlflow.runName = 'run 1'",
        "tags.`mlflow.runName` = 'run 1'",
        "attributes.run_name = 'run 1'",
        "attribute.run_name = 'run 1'",
        "attr.run_name = 'run 1'",
        "run.run_name = 'run 1'",
        "run_name = 'run 1'",
        "attributes.`run name` = 'run 1'",
        "attributes.`Run name` = 'run 1'",
        "attributes.`Run Name` = 'run 1'",
        "`run name` = 'run 1'",
        "run_name LIKE 'run%'",
        "run_name ILIKE 'RUN 3'",
        "run_name != 'run 1'",
        "attributes.status = 'FINISHED'",
        "attributes.status = 'finished'",
        "status = 'FAILED' AND end_time < 1600",
        "user_id = 'u1'",
        "attributes.user_id LIKE 'u%'",
        "start_time = 1001",
        "attributes.start_time >= 1001",
        "created >= 1001",
        "attributes.Created >= 1001",
        "start_time > 1001 AND start_time < 1003",
        "end_time > 0",
        "attributes.run_id = '$r1'",
        "run_id IN ('$r1', '$r3')",
        "attributes.run_id LIKE '%'",
        "artifact_uri LIKE '%artifacts'",
        "dataset.name = 'flights'",
        "datasets.name = 'flights'",
        "dataset.digest = 'd2'",
        "dataset.context = 'training'",
        "dataset.name LIKE 'fl%' AND dataset.context = 'eval'",
        "dataset.name IN ('flights', 'other')",
        "dataset.digest NOT IN ('d1')",
        "dataset.name != 'flights'",
        "params.i = '3' AND tags.sparse = '6' AND metrics.loss = 0.3 AND status = 'FAILED'",
        "params.kind = ''",
        "params.kind = 'O''dd'",
        "tags.sparse IS NULL",
        "tags.sparse IS NOT NULL",
        "params.kind IS NULL",
        "params.kind IS NOT NULL",
    ):
        search(filter)
    # MLflow takes lists only for run_id, and white space for a filter
    for filter in ("run_name IN ('run 1', 'run 3')", "run_name not in ('run 1')", "status IN ('FAILED')", "  "):
        search(filter, ours_is="200")
    # MLflow overlooks what it does not understand
    for filter in ("metrics.loss < 1 metrics.loss > 2", "params.kind = 'a' AND ", "params.'kind' = 'a'"):
        search(filter, ours_is="400 INVALID_PARAMETER_VALUE")
    for filter in (
        "metrics.loss < 'a'",
        "metrics.loss LIKE 'a'",
        "metrics.loss < loss",
        "params.kind = 5",
        "params.kind > 'a'",
        "params.kind IN ('Odd')",
        "tags.kind = 5",
        "tags.kind < 'a'",
        "tags.kind IN ('a')",
        "run_name = 5",
        "run_name > 'a'",
        "run_name IN ()",
        "run_name IN (1)",
        "run_name IN 'a'",
        "start_time = '1'",
        "start_time LIKE '1'",
        "start_time IN (1)",
        "status > 'a'",
        "attributes.nope = 'a'",
        "nope = 'a'",
        "nope.a = 'a'",
        "dataset.nope = 'a'",
        "dataset.name > 'a'",
        "dataset.name = 5",
        "metrics.loss",
        "metrics.loss <",
        "< 5",
        "metrics.loss < 1 OR metrics.loss > 2",
        "(metrics.loss < 1)",
        "metrics.loss BETWEEN 1 AND 2",
        "metrics.loss < 1; DROP TABLE runs",
        "params.kind = 'a' -- b",
        "params.kind = 'unclosed",
        "params.`kind = 'a'",
        "metrics.loss << 1",
        "params. = 'a'",
        ".a = 'a'",
        "metrics.loss = NULL",
        "lifecycle_stage = 'active'",
    ):
        both.post("runs/search", {"experiment_ids": ["$e"], "filter": filter}, words=False, without=("runs",))
    for order in (
        ["metrics.loss"],
        ["metrics.loss ASC"],
        ["metrics.loss DESC"],
        ["metrics.loss desc", "params.i"],
        ["metrics.`f1 score` DESC"],
        ['metrics."f1 score" DESC'],
        ["params.kind ASC", "params.i DESC"],
        ["params.kind DESC", "params.i ASC"],
        ["tags.sparse ASC"],
        ["tags.`odd key` DESC"],
        ["tag.sparse DESC", "metric.loss ASC"],
        ["start_time ASC", "params.i DESC"],
        ["attributes.start_time DESC", "params.i ASC"],
        ["attribute.end_time ASC", "params.i"],
        ["end_time DESC", "params.i"],
        ["run_name DESC"],
        ["status", "params.i"],
        ["user_id DESC", "params.i ASC"],
        ["created DESC", "params.i ASC"],
        ["Created DESC", "params.i ASC"],
        ["params.missing", "params.i"],
        ["metrics.missing DESC", "params.i DESC"],
        ["run_id"],
    ):
        both.post(
            "runs/search",
            {"experiment_ids": ["$e"], "order_by": order, "filter": ""},
            without=("runs/data", "runs/inputs", "runs/outputs", "runs/info/run_id", "runs/info/run_uuid", "runs/info/artifact_uri") if order != ["run_id"] else ("runs",),
        )
    for order in (["metrics.loss UP"], ["nope"], ["nope.a"], [""], ["metrics.loss ASC DESC"], ["metrics"], ["metrics.loss,params.i"], [5], "metrics.loss", ["dataset.name"], ["`metrics.loss"]):
        both.post("runs/search", {"experiment_ids": ["$e"], "order_by": order}, words=False, without=("runs",))
    both.post("runs/search", {"experiment_ids": ["$e"], "max_results": 2, "order_by": ["params.i"]}, without=("runs/inputs", "runs/outputs", "runs/data"))
    refused("", max_results=0)
    refused("", max_results=-1)
    refused("", max_results=50001)
    refused("", max_results="x")
    refused("", page_token="x")
    refused("", experiment_ids="x")
    refused("", experiment_ids=["x"])
    search("", run_view_type="x", ours_is="400 INVALID_PARAMETER_VALUE")
    both.post("runs/search", {}, without=("runs",))
