-- Registered models, their versions, stages and gates, and the table of every change to them

CREATE TABLE registry.models (
  model_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name           text NOT NULL,
  description    text NOT NULL DEFAULT '',
  last_version   integer NOT NULL DEFAULT 0,
  created_millis bigint NOT NULL,
  updated_millis bigint NOT NULL,
  CONSTRAINT models_name UNIQUE (name)
);

CREATE TABLE registry.model_tags (
  model_id bigint NOT NULL REFERENCES registry.models ON DELETE CASCADE,
  key      text NOT NULL,
  value    text NOT NULL,
  PRIMARY KEY (model_id, key)
);

-- A deleted version keeps its row, so that its number is not used again
CREATE TABLE registry.versions (
  model_id        bigint NOT NULL REFERENCES registry.models ON DELETE CASCADE,
  version         integer NOT NULL CHECK (version > 0),
  description     text NOT NULL,
  user_id         text NOT NULL,
  stage           text NOT NULL DEFAULT 'NONE' CHECK (stage IN ('NONE', 'STAGING', 'PRODUCTION', 'ARCHIVED')),
  source          text NOT NULL,
  storage_uri     text NOT NULL,
  run_id          text NOT NULL,
  run_link        text NOT NULL,
  logged_model_id text NOT NULL,
  created_millis  bigint NOT NULL,
  updated_millis  bigint NOT NULL,
  deleted         boolean NOT NULL DEFAULT false,
  PRIMARY KEY (model_id, version)
);

-- At most one version of a model is in Production, whatever runs concurrently
CREATE UNIQUE INDEX versions_one_production ON registry.versions (model_id) WHERE stage = 'PRODUCTION' AND NOT deleted;

CREATE INDEX versions_by_run ON registry.versions (run_id) WHERE run_id <> '';

CREATE TABLE registry.version_tags (
  model_id bigint NOT NULL,
  version  integer NOT NULL,
  key      text NOT NULL,
  value    text NOT NULL,
  PRIMARY KEY (model_id, version, key),
  FOREIGN KEY (model_id, version) REFERENCES registry.versions ON DELETE CASCADE
);

CREATE TABLE registry.aliases (
  model_id bigint NOT NULL,
  alias    text NOT NULL,
  version  integer NOT NULL,
  PRIMARY KEY (model_id, alias),
  FOREIGN KEY (model_id, version) REFERENCES registry.versions ON DELETE CASCADE
);

CREATE TABLE registry.gates (
  model_id   bigint NOT NULL REFERENCES registry.models ON DELETE CASCADE,
  position   integer NOT NULL,
  definition jsonb NOT NULL,
  PRIMARY KEY (model_id, position)
);

-- What the store holds: the folder is the truth for what there is, this for what was written
CREATE TABLE registry.artifacts (
  path       text PRIMARY KEY,
  bytes      bigint NOT NULL,
  sha256     bytea NOT NULL,
  written_at timestamptz NOT NULL
);

-- model_id and version have no foreign key: history outlives what it tells of, and a renamed model keeps its own
CREATE TABLE registry.changes (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL,
  author   text NOT NULL,
  reason   text NOT NULL,
  subject  text NOT NULL,
  action   text NOT NULL,
  detail   jsonb NOT NULL,
  model_id bigint NOT NULL,
  version  integer
);

CREATE INDEX changes_by_model ON registry.changes (model_id, id);

CREATE FUNCTION registry.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'registry.changes is append-only';
END
$$;

CREATE TRIGGER changes_append_only BEFORE UPDATE OR DELETE ON registry.changes
  FOR EACH ROW EXECUTE FUNCTION registry.refuse_rewriting();

CREATE TRIGGER changes_not_truncated BEFORE TRUNCATE ON registry.changes
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_rewriting();
