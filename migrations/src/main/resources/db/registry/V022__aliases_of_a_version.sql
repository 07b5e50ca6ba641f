-- A version is read with its aliases, and they go with it

CREATE INDEX aliases_by_version ON registry.aliases (model_id, version);
