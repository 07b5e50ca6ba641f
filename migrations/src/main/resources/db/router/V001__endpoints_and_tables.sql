-- Endpoints, and every routing table that they ever had.

CREATE TABLE router.endpoints (
  name             text    PRIMARY KEY,
  model            text    NOT NULL,
  unit             text,
  feature_service  text,
  score            text,
  pinned           integer CHECK (pinned > 0),
  acknowledge      text    CHECK (acknowledge IN ('DURABLE', 'BUFFERED')),
  -- The version in Production: kept here in the transaction of the stage's change, so that replicas see both or neither.
  production       integer CHECK (production > 0),
  -- The table in force; 0 before the first one.
  table_version    integer NOT NULL DEFAULT 0 CHECK (table_version >= 0),
  -- A version that is to get all slots as soon as it is loaded, and who asked for it.
  wanted           integer CHECK (wanted > 0),
  wanted_by        text,
  wanted_why       text,
  -- Why the version that was wanted last did not get the slots; cleared by the next table.
  held_back        text,
  -- Counts every change of this row: a replica is up to date when it has the same.
  revision         bigint  NOT NULL DEFAULT 1,
  CHECK ((wanted IS NULL) = (wanted_by IS NULL) AND (wanted IS NULL) = (wanted_why IS NULL))
);

CREATE INDEX endpoints_model ON router.endpoints (model);

CREATE TABLE router.tables (
  endpoint         text        NOT NULL REFERENCES router.endpoints (name),
  version          integer     NOT NULL CHECK (version > 0),
  -- Range i has the slots from range_ends[i - 1] (0 for the first) up to range_ends[i], which is not its own.
  range_ends       integer[]   NOT NULL,
  range_versions   integer[]   NOT NULL,
  shadows          integer[]   NOT NULL,
  author           text        NOT NULL,
  reason           text        NOT NULL,
  evidence_id      text,
  evidence         jsonb,
  restores         integer     CHECK (restores > 0 AND restores < version),
  at               timestamptz NOT NULL,
  PRIMARY KEY (endpoint, version),
  CHECK (cardinality(range_ends) = cardinality(range_versions)),
  CHECK (range_ends[cardinality(range_ends)] = 10000),
  CHECK ((evidence_id IS NULL) = (evidence IS NULL))
);

CREATE TABLE router.changes (
  id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at               timestamptz NOT NULL,
  author           text        NOT NULL,
  reason           text        NOT NULL,
  subject          text        NOT NULL,
  action           text        NOT NULL,
  detail           jsonb       NOT NULL
);

CREATE INDEX changes_subject ON router.changes (subject, id);

CREATE FUNCTION router.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME;
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON router.changes
  FOR EACH STATEMENT EXECUTE FUNCTION router.refuse_rewriting();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON router.tables
  FOR EACH STATEMENT EXECUTE FUNCTION router.refuse_rewriting();
