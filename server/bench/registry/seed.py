"""Fills an MLflow server over its REST interface, and writes the ids as a Lua table: seed.py URL FILE

600 runs of 10 metrics, 5 params and 2 tags in one experiment, 40 runs to write to in another; 20 models of two versions with an alias,
20 models that grow, and one of 200 versions.
"""

import json
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor


def main(url, file):
    def post(path, body):
        request = urllib.request.Request(
            f"{url}/api/2.0/mlflow/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def run(experiment, number):
        tags = [{"key": "mlflow.user", "value": "bench"}, {"key": "kind", "value": f"k{number % 7}"}]
        created = post("runs/create", {"experiment_id": experiment, "start_time": 1385000000000 + number, "tags": tags})
        info = created["run"]["info"]
        metrics = [
            {"key": f"m{i}", "value": (number * 31 + i * 17) % 100 / 100, "timestamp": 1385000000000, "step": 0}
            for i in range(10)
        ]
        params = [{"key": f"p{i}", "value": f"v{(number + i) % 13}"} for i in range(5)]
        post("runs/log-batch", {"run_id": info["run_id"], "metrics": metrics, "params": params})
        return info["run_id"], info["artifact_uri"]

    searched = post("experiments/create", {"name": "searched"})["experiment_id"]
    written = post("experiments/create", {"name": "written"})["experiment_id"]
    with ThreadPoolExecutor(8) as callers:
        runs = list(callers.map(lambda number: run(searched, number)[0], range(600)))
        targets = list(callers.map(lambda number: run(written, number), range(40)))
        source_run, folder = targets[0]

        def version(name):
            return post("model-versions/create", {"name": name, "source": f"{folder}/model", "run_id": source_run})

        def model(name, versions):
            post("registered-models/create", {"name": name})
            for _ in range(versions):
                version(name)
            return name

        models = list(callers.map(lambda i: model(f"model{i}", 2), range(20)))
        for name in models:
            post("registered-models/alias", {"name": name, "alias": "champion", "version": "1"})
        growing = list(callers.map(lambda i: model(f"growing{i}", 0), range(20)))
        long = model("long", 200)

    def listed(names):
        return "{" + ",".join(f'"{name}"' for name in names) + "}"

    with open(file, "w", encoding="utf-8") as table:
        table.write(
            f'return {{experiment="{written}", searched="{searched}", runs={listed(runs)},\n'
            f"targets={listed(run_id for run_id, _ in targets)}, models={listed(models)}, growing={listed(growing)},\n"
            f'long="{long}", source="{folder}/model", source_run="{source_run}"}}\n'
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
