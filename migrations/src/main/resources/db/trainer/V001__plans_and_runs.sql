-- Training plans as files declare them, the queue of their runs, and who changed what.

CREATE TABLE trainer.plans (
  name text PRIMARY KEY,
  definition jsonb NOT NULL,
  applied_at timestamptz NOT NULL
);

CREATE TABLE trainer.runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan text NOT NULL REFERENCES trainer.plans,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'skipped')),
  trigger text NOT NULL CHECK (trigger IN ('hand', 'schedule', 'drift')),
  author text NOT NULL,
  reason text NOT NULL,
  -- What asked for it, where it must not ask twice: a report, or a firing of a schedule.
  cause text,
  -- The run sees what was known at this moment, whenever it is executed.
  moment timestamptz NOT NULL,
  holdout_millis bigint CHECK (holdout_millis >= 0),
  attempts integer NOT NULL DEFAULT 0,
  -- The lease: who executes it, and a count that moves on while it does.
  owner uuid,
  beat bigint NOT NULL DEFAULT 0,
  tracking_run text,
  finished_at timestamptz,
  error text,
  result jsonb,
  UNIQUE (plan, cause),
  CHECK ((state = 'running') = (owner IS NOT NULL))
);

CREATE UNIQUE INDEX one_run_at_a_time ON trainer.runs (plan) WHERE state = 'running';
CREATE INDEX runs_waiting ON trainer.runs (id) WHERE state IN ('queued', 'running');
CREATE INDEX runs_of_plan ON trainer.runs (plan, id);

CREATE TABLE trainer.changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  author text NOT NULL,
  reason text NOT NULL,
  subject text NOT NULL,
  action text NOT NULL,
  detail jsonb NOT NULL
);

CREATE FUNCTION trainer.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'trainer.changes is append-only';
END
$$;

CREATE TRIGGER changes_are_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON trainer.changes
  FOR EACH STATEMENT EXECUTE FUNCTION trainer.refuse_change();
