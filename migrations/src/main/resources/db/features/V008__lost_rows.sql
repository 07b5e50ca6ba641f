-- How many rows of a batch went with files that are lost. Such a batch can be sent again: its content is no longer known.
ALTER TABLE features.manifests
  ADD COLUMN lost bigint NOT NULL DEFAULT 0,
  DROP CONSTRAINT manifests_view_history_content_hash_key;

CREATE UNIQUE INDEX manifests_content ON features.manifests (view, history, content_hash) WHERE lost = 0;
