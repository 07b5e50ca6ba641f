-- What a batch broke that was only to be warned of, by rule; and what later batches are compared with, by column.
ALTER TABLE features.manifests
  ADD COLUMN warned json NOT NULL DEFAULT '{}',
  ADD COLUMN statistics json NOT NULL DEFAULT '{}';
