-- How long versions and runs are kept; where there is no row they are kept for ever.
CREATE TABLE registry.model_retention (
  model_id                bigint PRIMARY KEY REFERENCES registry.models ON DELETE CASCADE,
  -- So many archived versions stay, the newest
  keep_archived           integer NOT NULL CHECK (keep_archived >= 0),
  keep_ever_in_production boolean NOT NULL
);

CREATE TABLE registry.experiment_retention (
  experiment_id   bigint PRIMARY KEY REFERENCES registry.experiments ON DELETE CASCADE,
  older_than_days integer NOT NULL CHECK (older_than_days > 0)
);

-- Folders of what was deleted, from the transaction that deleted it until they are gone from the store too
CREATE TABLE registry.retired_folders (
  path text PRIMARY KEY
);

CREATE INDEX logged_models_by_run ON registry.logged_models (source_run_id) WHERE source_run_id <> '';
CREATE INDEX versions_by_logged_model ON registry.versions (logged_model_id) WHERE logged_model_id <> '';
CREATE INDEX logged_model_metrics_by_run ON registry.logged_model_metrics (run_id);
