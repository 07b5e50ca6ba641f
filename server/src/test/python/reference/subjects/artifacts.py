"""Artifacts by every path that reads or writes them."""

from both import quoted


def ask(both, name):
    both.post("experiments/create", {"name": name})
    both.keep("e", "/experiment_id")
    both.post("runs/create", {"experiment_id": "$e", "run_name": "r"})
    both.keep("r", "/run/info/run_id")
    both.post("logged-models", {"experiment_id": "$e", "name": "lm", "source_run_id": "$r"})
    both.keep("m", "/model/info/model_id")
    proxy = "/api/2.0/mlflow-artifacts/artifacts"
    run, model = "/$e/$r/artifacts", "/$e/models/$m/artifacts"

    def put(path, content=b"hello", **options):
        both.ask("PUT", proxy + path, content, **options)

    put(run + "/a.txt")
    put(run + "/deep/er/b.txt", b"")
    put(run + "/deep/a%20b+c%25.txt")
    put(run + "/deep/%C3%BC.json", b"{}")
    put(run + "/a.txt", b"hello again")
    put(model + "/MLmodel", b"flavors: {}")
    put(model + "/data/model.bin", b"x" * 100_000)
    for path in (run, run + "/deep", run + "/a.txt", run + "/none", "/" + name):
        both.get(f"{proxy}?path={path[1:]}")
    for path in ("a%00b", "a\\..\\b"):
        both.get(f"{proxy}?path=" + quoted(path), ours_is="400 INVALID_PARAMETER_VALUE")
    for path in ("../x", "a/../../x", "/etc", "%2e%2e/x", "a/%252e%252e/x", "C:/x", "file:/x", "a#b"):
        both.get(f"{proxy}?path=" + quoted(path), words=False)
    for path in (run + "/a.txt", run + "/deep/a%20b+c%25.txt", run + "/deep/er/b.txt", run + "/deep/%C3%BC.json", run + "/none"):
        both.get(proxy + path, words=False)
    both.get(proxy + run + "/deep", ours_is="404 RESOURCE_DOES_NOT_EXIST")
    for path in ("/a%5c..%5cb", "/a%00b"):
        both.get(proxy + path, ours_is="400 INVALID_PARAMETER_VALUE")
        put(path, ours_is="400 INVALID_PARAMETER_VALUE")
        both.delete(proxy + path, ours_is="400 INVALID_PARAMETER_VALUE")
    for path in ("/%2e%2e/x", "/a/..%2fx", "/a/%252e%252e/x", "/C:/x", "/a%23b"):
        both.get(proxy + path, words=False)
        put(path, words=False)
        both.delete(proxy + path, words=False)
    both.get("artifacts/list?run_id=$r")
    both.get("artifacts/list?run_id=$r&path=deep")
    both.get("artifacts/list?run_id=$r&path=deep/er")
    both.get("artifacts/list?run_uuid=$r")
    both.get("artifacts/list?run_id=$r&path=a.txt")
    both.get("artifacts/list?run_id=$r&path=none")
    both.get("artifacts/list?run_id=$r&path=../x", words=False)
    both.get("artifacts/list?run_id=$r&path=%252e%252e/x", words=False)
    both.get("artifacts/list")
    both.get("artifacts/list?run_id=nope")
    both.get("/get-artifact?run_id=$r&path=a.txt")
    both.get("/get-artifact?run_uuid=$r&path=deep/er/b.txt")
    both.get("/get-artifact?run_id=$r&path=none", words=False)
    both.get("/get-artifact?run_id=$r&path=../x", words=False)
    both.get("/get-artifact?run_id=nope&path=a")
    both.get("/get-artifact?run_id=$r", ours_is="400 INVALID_PARAMETER_VALUE")
    both.get("logged-models/$m/artifacts/directories")
    both.get("logged-models/$m/artifacts/directories?artifact_directory_path=data")
    both.get("logged-models/$m/artifacts/directories?artifact_directory_path=../x", words=False)
    files = "/ajax-api/2.0/mlflow/logged-models/$m/artifacts/files"
    both.get(files + "?artifact_file_path=MLmodel")
    both.get(files + "?artifact_file_path=none", words=False)
    both.get(files + "?artifact_file_path=../x", words=False)
    both.get(files, ours_is="400 INVALID_PARAMETER_VALUE")
    both.get("/ajax-api/2.0/mlflow/logged-models/m-nope/artifacts/files?artifact_file_path=MLmodel")
    both.post("registered-models/create", {"name": name})
    both.post("model-versions/create", {"name": name, "source": "models:/$m", "model_id": "$m"}, without=("model_version/model_id",))
    both.get(f"/model-versions/get-artifact?name={name}&version=1&path=MLmodel")
    both.get(f"/model-versions/get-artifact?name={name}&version=1&path=none", words=False)
    both.get(f"/model-versions/get-artifact?name={name}&version=1&path=../x", words=False)
    both.get(f"/model-versions/get-artifact?name={name}&version=9&path=MLmodel")
    both.get(f"/model-versions/get-artifact?name={name}&version=1", ours_is="400 INVALID_PARAMETER_VALUE")
    both.delete(proxy + run + "/a.txt")
    both.delete(proxy + run + "/a.txt", ours_is="404 RESOURCE_DOES_NOT_EXIST")
    both.delete(proxy + run + "/deep")
    both.get(f"{proxy}?path={run[1:]}")
