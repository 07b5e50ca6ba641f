-- Where versions serve: told by whoever serves them. One row for as long as a version keeps its role at an endpoint.
CREATE TABLE registry.deployments (
  deployment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint      text NOT NULL,
  -- No foreign key: whoever serves a version waits for nobody who changes it
  model_id      bigint NOT NULL,
  version       integer NOT NULL,
  -- A shadow scores without answering
  shadow        boolean NOT NULL,
  -- In basis points, as it was last told; 0 for a shadow
  share         integer NOT NULL CHECK (share BETWEEN 0 AND 10000),
  -- Told through the interface, by somebody else than the router of this server
  outside       boolean NOT NULL,
  author        text NOT NULL,
  since         timestamptz NOT NULL,
  until         timestamptz
);

CREATE UNIQUE INDEX deployments_in_force ON registry.deployments (endpoint, model_id, version, shadow) WHERE until IS NULL;
CREATE INDEX deployments_by_version ON registry.deployments (model_id, version);

-- What versions come from is looked for by value; the values may be longer than an index takes
CREATE INDEX version_tags_of_lineage ON registry.version_tags (key, left(value, 200))
  WHERE key IN ('signalbox.training_set', 'signalbox.feature_service', 'signalbox.code_version', 'mlflow.source.git.commit');
CREATE INDEX run_tags_of_lineage ON registry.run_tags (key, left(value, 200))
  WHERE key IN ('signalbox.training_set', 'signalbox.feature_service', 'signalbox.code_version', 'mlflow.source.git.commit');
CREATE INDEX datasets_by_digest ON registry.datasets (digest);
CREATE INDEX run_datasets_by_dataset ON registry.run_datasets (dataset_id);
