"""What the server says of itself."""


def ask(both, name):
    both.get("/health")
    both.get("/version")
    # Signalbox serves no presigned transfer
    presigned = ("presigned_upload_run_id_supported", "presigned_upload_model_id_supported", "features_enabled")
    both.get("/api/3.0/mlflow/server-info", without=presigned)
    both.get("/ajax-api/3.0/mlflow/server-info", without=presigned)
