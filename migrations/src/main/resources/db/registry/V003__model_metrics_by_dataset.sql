-- One run may measure a logged model at one step on several datasets: each is a point of its own, as every other value is

ALTER TABLE registry.logged_model_metrics
  DROP CONSTRAINT logged_model_metrics_pkey,
  ADD PRIMARY KEY (model_id, key, millis, step, run_id, dataset_name, dataset_digest, value);
