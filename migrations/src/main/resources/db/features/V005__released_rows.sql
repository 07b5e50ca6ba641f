-- What a release needs to know of a row: whether its cells arrived as text that is still to be parsed, whether its content is not the
-- very row because PostgreSQL could not keep it, and the manifest that it was accepted with later.
ALTER TABLE features.quarantine
  ADD COLUMN textual boolean NOT NULL DEFAULT false,
  ADD COLUMN altered boolean NOT NULL DEFAULT false,
  ADD COLUMN released_by bigint REFERENCES features.manifests;

CREATE INDEX quarantine_still_there ON features.quarantine (manifest, row_number) WHERE released_by IS NULL;
