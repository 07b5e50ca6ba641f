-- Training sets that are asked for and built beside the caller. Who builds one holds an advisory lock on its id, and so leaves it when he dies.
CREATE TABLE features.training_set_jobs
(
  id uuid PRIMARY KEY,
  request json NOT NULL,
  request_hash text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  phase text NOT NULL DEFAULT '',
  step integer NOT NULL DEFAULT 0,
  steps integer NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  cancelling boolean NOT NULL DEFAULT false,
  training_set text,
  problem text,
  author text NOT NULL,
  submitted_at timestamptz NOT NULL,
  finished_at timestamptz
);

CREATE INDEX training_set_jobs_to_do ON features.training_set_jobs (submitted_at) WHERE state IN ('queued', 'running');

-- Of each view: its version, how many rows found something, how many of these beyond the ttl, and how old it was.
ALTER TABLE features.training_sets
  ADD COLUMN lookups json NOT NULL DEFAULT '[]',
  ADD COLUMN known_at_cut boolean NOT NULL DEFAULT true;
