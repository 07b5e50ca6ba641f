-- What is copied from other MLflow servers. One row a server: asked again, it goes on where it stopped.
CREATE TABLE registry.imports (
  import_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source     text NOT NULL UNIQUE,
  state      text NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'DIFFERS', 'FAILED')),
  author     text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz,
  -- What it is at, for people
  doing      text NOT NULL,
  error      text,
  -- What the source had at the end and what is here, by what is counted
  counts     jsonb NOT NULL DEFAULT '{}'
);

-- Each thing of the source; written with its copy, so that none is copied twice
CREATE TABLE registry.import_items (
  import_id bigint NOT NULL REFERENCES registry.imports,
  kind      text NOT NULL CHECK (kind IN ('experiment', 'run', 'logged_model', 'model')),
  source_id text NOT NULL,
  target_id text NOT NULL,
  -- A run is begun before its history and files are here
  done      boolean NOT NULL,
  -- What the source had of it, by what is counted
  counts    jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (import_id, kind, source_id)
);

-- What was not taken over as it was: not copied, or versions that left Production
CREATE TABLE registry.import_notes (
  import_id bigint NOT NULL REFERENCES registry.imports,
  kind      text NOT NULL CHECK (kind IN ('left out', 'archived')),
  subject   text NOT NULL,
  note      text NOT NULL,
  PRIMARY KEY (import_id, kind, subject)
);
