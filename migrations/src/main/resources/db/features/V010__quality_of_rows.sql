-- How the last batch of a view fared is asked for by time, where rows are scored.
CREATE INDEX manifests_by_time ON features.manifests (view, history, ingested_at, id);

-- Of a set whose rows were scored: how many there are of each tier, and how many were left out.
ALTER TABLE features.training_sets ADD COLUMN quality json;
