"""MLflow's paths with their fields, as an OpenAPI document: MLflow has none of its own.

After a field: * a list of objects, [] a list, # a whole number, ? true or false, % a number; otherwise it is text.
"""

MARKS = "*[]#?%"

# Without these a request gets no further than to the first check
NEEDED = {"name", "version", "run_id", "experiment_id", "stage", "key", "value", "timestamp", "alias", "metric_key", "source"}

PATHS = """
POST   experiments/create                 name artifact_location tags*
GET    experiments/get                    experiment_id
GET    experiments/get-by-name            experiment_name
POST   experiments/search                 filter order_by[] max_results# page_token view_type
GET    experiments/search                 filter max_results# page_token view_type
POST   experiments/update                 experiment_id new_name
POST   experiments/set-experiment-tag     experiment_id key value
POST   experiments/delete-experiment-tag  experiment_id key
POST   experiments/search-datasets        experiment_ids[]
POST   runs/create                        experiment_id user_id run_name start_time# tags*
GET    runs/get                           run_id
POST   runs/update                        run_id status end_time# run_name
POST   runs/log-metric                    run_id key value% timestamp# step# model_id dataset_name dataset_digest
POST   runs/log-parameter                 run_id key value
POST   runs/set-tag                       run_id key value
POST   runs/delete-tag                    run_id key
POST   runs/log-batch                     run_id metrics* params* tags*
POST   runs/log-model                     run_id model_json
POST   runs/log-inputs                    run_id datasets* models*
POST   runs/outputs                       run_id models*
POST   runs/search                        experiment_ids[] filter run_view_type max_results# order_by[] page_token
GET    metrics/get-history                run_id metric_key max_results# page_token
GET    metrics/get-history-bulk-interval  run_ids[] metric_key start_step# end_step# max_results#
GET    artifacts/list                     run_id path page_token
POST   registered-models/create           name tags* description
POST   registered-models/rename           name new_name
PATCH  registered-models/update           name description
GET    registered-models/get              name
GET    registered-models/search           filter max_results# order_by[] page_token
POST   registered-models/get-latest-versions  name stages[]
GET    registered-models/get-latest-versions  name stages[]
POST   registered-models/set-tag          name key value
DELETE registered-models/delete-tag       name key
POST   registered-models/alias            name alias version
GET    registered-models/alias            name alias
DELETE registered-models/alias            name alias
POST   model-versions/create              name source run_id tags* run_link description model_id
GET    model-versions/get                 name version
PATCH  model-versions/update              name version description
POST   model-versions/transition-stage    name version stage archive_existing_versions?
GET    model-versions/search              filter max_results# order_by[] page_token
GET    model-versions/get-download-uri    name version
POST   model-versions/set-tag             name version key value
DELETE model-versions/delete-tag          name version key
POST   logged-models                      experiment_id name model_type source_run_id params* tags*
GET    logged-models/{model_id}
PATCH  logged-models/{model_id}           status
PATCH  logged-models/{model_id}/tags      tags*
DELETE logged-models/{model_id}/tags/{tag_key}
POST   logged-models/{model_id}/params    params*
GET    logged-models/{model_id}/artifacts/directories  artifact_directory_path
POST   logged-models/search               experiment_ids[] filter datasets* max_results# order_by* page_token
GET    webhooks                           max_results# page_token
POST   webhooks                           name url events* description secret status
GET    webhooks/{webhook_id}
PATCH  webhooks/{webhook_id}              name url events* description secret status
"""

TEXT = {"type": "string"}
FILTERS = ["metrics.loss < 0.7", "tags.a = 'b' AND name LIKE '%x%'", "params.`a b` ILIKE 'x'", "attributes.run_id IN ('a')", "name = 'fuzzed'"]
ORDERS = ["metrics.loss DESC", "start_time ASC", "name", "params.a", "last_updated_timestamp DESC"]


def schemas(run, model, exact):
    def one_of(*known):
        return {"enum": list(known)} if exact else {"anyOf": [{"enum": list(known)}, TEXT]}

    number = {"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]}
    whole = {"type": "integer"}
    name = one_of("a", "loss")
    pair = {"type": "object", "properties": {"key": name, "value": TEXT}, "required": ["key", "value"]}
    point = {
        "type": "object",
        "properties": {"key": name, "value": number, "timestamp": whole, "step": whole},
        "required": ["key", "value", "timestamp"],
    }
    dataset = {"type": "object", "properties": {"name": TEXT, "digest": TEXT, "source_type": TEXT, "source": TEXT, "schema": TEXT, "profile": TEXT}}
    named = {
        "name": one_of("fuzzed", "other"),
        "version": one_of("1", "2"),
        "run_id": one_of(run),
        "source_run_id": one_of(run),
        "source": one_of(f"runs:/{run}/model"),
        "model_id": one_of(model),
        "experiment_id": one_of("0"),
        "stage": one_of("Staging", "Production", "Archived", "None"),
        "status": one_of("FINISHED", "LOGGED_MODEL_READY", "ACTIVE"),
        "filter": one_of(*FILTERS),
        "order_by": one_of(*ORDERS),
        "metric_key": one_of("loss"),
        "key": name,
        "alias": one_of("champion"),
        "view_type": one_of("ALL", "ACTIVE_ONLY"),
        "run_view_type": one_of("ALL", "DELETED_ONLY"),
    }
    lists = {
        "tags": pair,
        "params": pair,
        "metrics": point,
        "datasets": {"type": "object", "properties": {"tags": {"type": "array", "items": pair}, "dataset": dataset}},
        "models": {"type": "object", "properties": {"model_id": one_of(model), "step": whole}},
        "events": {"type": "object", "properties": {"entity": one_of("MODEL_VERSION"), "action": one_of("CREATED")}},
        "order_by": {"type": "object", "properties": {"field_name": one_of("metrics.loss"), "ascending": {"type": "boolean"}}},
    }

    def schema(field):
        name = field.rstrip(MARKS)
        if field.endswith("*"):
            return {"type": "array", "items": lists[name], "maxItems": 3}
        if field.endswith("[]"):
            item = {"experiment_ids": one_of("0"), "run_ids": one_of(run)}.get(name, named.get(name, TEXT))
            return {"type": "array", "items": item, "maxItems": 3}
        return {"#": whole, "?": {"type": "boolean"}, "%": number}.get(field[-1], named.get(name, TEXT))

    return schema


def document(run, model, exact=False):
    """exact: with ids and names that are there, stages that there are and filters that can be read; else also with any others."""
    schema = schemas(run, model, exact)
    refused = {
        "description": "Refused",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["error_code", "message"],
                    "properties": {"error_code": {"type": "string", "pattern": "^[A-Z_]+$"}, "message": TEXT},
                }
            }
        },
    }
    done = {"description": "Done", "content": {"application/json": {"schema": {"type": "object"}}}}
    paths = {}
    for line in PATHS.strip().splitlines():
        method, path, *fields = line.split()
        names = {field: field.rstrip(MARKS) for field in fields}
        operation = {"responses": {"200": done, "4XX": refused}}
        inside = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        operation["parameters"] = [{"name": each, "in": "path", "required": True, "schema": schema(each)} for each in inside]
        if method == "GET":
            operation["parameters"] += [{"name": names[field], "in": "query", "schema": schema(field), "required": names[field] in NEEDED} for field in fields]
        elif fields:
            body = {"type": "object", "properties": {names[field]: schema(field) for field in fields}}
            body["required"] = [name for name in names.values() if name in NEEDED]
            operation["requestBody"] = {"content": {"application/json": {"schema": body}}}
        paths.setdefault(f"/api/2.0/mlflow/{path}", {})[method.lower()] = operation
    return {"openapi": "3.1.0", "info": {"title": "MLflow", "version": "3.17"}, "paths": paths}
