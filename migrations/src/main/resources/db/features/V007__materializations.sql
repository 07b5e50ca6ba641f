-- Rows that were pushed for training only: what is served hears of them when they are materialized, or pushed again.
ALTER TABLE features.manifests ADD COLUMN offline_only boolean NOT NULL DEFAULT false;

-- Materializations that were accepted and run beside the caller. Who runs one holds an advisory lock on its id.
CREATE TABLE features.materializations
(
  id uuid PRIMARY KEY,
  views text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  problem text,
  author text NOT NULL,
  began_at timestamptz NOT NULL,
  ended_at timestamptz
);
