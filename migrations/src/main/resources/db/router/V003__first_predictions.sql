-- When each version first answered at an endpoint; written with the predictions.
CREATE TABLE router.first_predictions (
  endpoint      text        NOT NULL,
  model_version integer     NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (endpoint, model_version)
);

INSERT INTO router.first_predictions (endpoint, model_version, at)
SELECT endpoint, model_version, min(predicted_at) FROM router.predictions GROUP BY endpoint, model_version;
