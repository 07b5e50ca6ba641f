-- A search finds runs by what a param or a tag is equal to. Values may have 8,000 characters, more than an index takes: their first 64 are
-- enough to find by, and what is longer is compared as a whole. By bytes, as equality needs no language.
CREATE INDEX params_by_value ON registry.params (key, left(value, 64) COLLATE "C", run_id);

CREATE INDEX run_tags_by_value ON registry.run_tags (key, left(value, 64) COLLATE "C", run_id);
