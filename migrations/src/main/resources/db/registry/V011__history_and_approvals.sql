-- Through which interface a change came: signalbox or mlflow
ALTER TABLE registry.changes ADD COLUMN via text NOT NULL DEFAULT 'signalbox';

-- Which versions were in Production one after the other: a rollback takes entries off its end and puts the one before back
CREATE TABLE registry.productions (
  entry_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model_id   bigint NOT NULL,
  version    integer NOT NULL,
  entered_at timestamptz NOT NULL,
  undone     boolean NOT NULL DEFAULT false,
  FOREIGN KEY (model_id, version) REFERENCES registry.versions ON DELETE CASCADE
);

CREATE INDEX productions_in_force ON registry.productions (model_id, entry_id DESC) WHERE NOT undone;

INSERT INTO registry.productions (model_id, version, entered_at)
SELECT c.model_id, c.version, c.at
FROM registry.changes c JOIN registry.versions v ON v.model_id = c.model_id AND v.version = c.version
WHERE c.action = 'stage' AND c.detail ->> 'to' = 'production'
ORDER BY c.id;

-- What people say for a version's entry into a stage; a withdrawn approval goes, its history stays
CREATE TABLE registry.approvals (
  model_id bigint NOT NULL,
  version  integer NOT NULL,
  stage    text NOT NULL CHECK (stage IN ('STAGING', 'PRODUCTION', 'ARCHIVED', 'NONE')),
  author   text NOT NULL,
  reason   text NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (model_id, version, stage, author),
  FOREIGN KEY (model_id, version) REFERENCES registry.versions ON DELETE CASCADE
);
