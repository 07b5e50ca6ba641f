-- Times that rows are compared by are bigint microseconds since the epoch, UTC: they are read and
-- written by the hundred thousand, and equal to the last microsecond everywhere.

CREATE TABLE features.definitions
(
  kind text NOT NULL,
  name text NOT NULL,
  version integer NOT NULL,
  definition json NOT NULL,
  -- What other definitions' versions this one was resolved with, and whose history it reads.
  resolved json NOT NULL,
  applied_at timestamptz NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (kind, name, version)
);

CREATE TABLE features.manifests
(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  view text NOT NULL,
  view_version integer NOT NULL,
  history integer NOT NULL,
  content_hash text NOT NULL,
  source text NOT NULL,
  rows bigint NOT NULL,
  accepted bigint NOT NULL,
  quarantined json NOT NULL,
  first_event bigint,
  last_event bigint,
  first_known bigint,
  ingested_at timestamptz NOT NULL,
  author text NOT NULL,
  UNIQUE (view, history, content_hash)
);

-- Rows of small batches, until they are compacted. A sequence is the manifest's id, then the place in the batch.
CREATE TABLE features.recent_rows
(
  view text NOT NULL,
  history integer NOT NULL,
  sequence bigint NOT NULL,
  event bigint NOT NULL,
  known bigint NOT NULL,
  cells text NOT NULL,
  PRIMARY KEY (view, history, sequence)
);

CREATE TABLE features.files
(
  path text PRIMARY KEY,
  view text NOT NULL,
  history integer NOT NULL,
  partition text NOT NULL,
  rows bigint NOT NULL,
  first_event bigint NOT NULL,
  last_event bigint NOT NULL
);

CREATE INDEX files_by_view ON features.files (view, history);

CREATE TABLE features.quarantine
(
  manifest bigint NOT NULL REFERENCES features.manifests,
  row_number bigint NOT NULL,
  column_name text NOT NULL,
  rule text NOT NULL,
  value text,
  content text NOT NULL,
  PRIMARY KEY (manifest, row_number)
);

CREATE TABLE features.training_sets
(
  id text PRIMARY KEY,
  service text NOT NULL,
  service_version integer NOT NULL,
  spine json NOT NULL,
  rows bigint NOT NULL,
  columns json NOT NULL,
  nulls json NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE features.changes
(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  author text NOT NULL,
  reason text NOT NULL,
  subject text NOT NULL,
  action text NOT NULL,
  detail jsonb NOT NULL
);

CREATE FUNCTION features.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION 'features.changes is append-only';
END
$$;

CREATE TRIGGER changes_are_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON features.changes
  FOR EACH STATEMENT EXECUTE FUNCTION features.refuse_change();
