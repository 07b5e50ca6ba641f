package io.signalbox.security;

import java.util.List;

/** Every change of what MLflow tracks, as requests. */
final class TrackedChanges {
  private TrackedChanges() {}

  /** Method, path and body of every change of a run that MLflow knows, with its artifacts'. */
  static List<String[]> ofRun(String run) {
    String mlflow = "/api/2.0/mlflow/runs/";
    String of = "{'run_id': '" + run + "'";
    String file = "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/model.onnx";
    return List.of(
        new String[] {"POST", mlflow + "update", of + ", 'status': 'KILLED'}"},
        new String[] {
          "POST", mlflow + "log-metric", of + ", 'key': 'k', 'value': 1, 'timestamp': 1}"
        },
        new String[] {"POST", mlflow + "log-parameter", of + ", 'key': 'k', 'value': 'v'}"},
        new String[] {"POST", mlflow + "log-batch", of + ", 'params': [{'key': 'l', 'value': 'v'}]}"
        },
        new String[] {"POST", mlflow + "set-tag", of + ", 'key': 'k', 'value': 'v'}"},
        new String[] {"POST", mlflow + "delete-tag", of + ", 'key': 'k'}"},
        new String[] {
          "POST",
          mlflow + "log-inputs",
          of
              + ", 'datasets': [{'dataset': {'name': 'n', 'digest': 'd', 'source_type': 's', 'source': 's'}}]}"
        },
        new String[] {"POST", mlflow + "outputs", of + ", 'models': [{'model_id': 'm-1'}]}"},
        new String[] {
          "POST",
          mlflow + "log-model",
          of
              + ", 'model_json': '{\\'artifact_path\\': \\'m\\', \\'flavors\\': {}, \\'utc_time_created\\': \\'2026-01-01\\', \\'run_id\\': \\'"
              + run + "\\'}'}"
        },
        new String[] {"PUT", file, "content"},
        new String[] {"DELETE", file, ""},
        new String[] {"POST", mlflow + "delete", of + "}"},
        new String[] {"POST", mlflow + "restore", of + "}"});
  }

  /** The same of a logged model. */
  static List<String[]> ofModel(String model) {
    String path = "/api/2.0/mlflow/logged-models/" + model;
    String file = "/api/2.0/mlflow-artifacts/artifacts/0/models/" + model + "/artifacts/MLmodel";
    return List.of(
        new String[] {"PATCH", path, "{'status': 'LOGGED_MODEL_READY'}"},
        new String[] {"POST", path + "/params", "{'params': [{'key': 'k', 'value': 'v'}]}"},
        new String[] {"PATCH", path + "/tags", "{'tags': [{'key': 'k', 'value': 'v'}]}"},
        new String[] {"DELETE", path + "/tags/k", ""},
        new String[] {"PUT", file, "content"},
        new String[] {"DELETE", file, ""},
        new String[] {"DELETE", path, ""});
  }
}
