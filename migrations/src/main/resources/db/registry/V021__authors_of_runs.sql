-- Who started a run or logged a model: the authenticated name, which a client cannot choose as it does user_id; empty where nobody was asked

ALTER TABLE registry.runs ADD COLUMN author text NOT NULL DEFAULT '';

ALTER TABLE registry.logged_models ADD COLUMN author text NOT NULL DEFAULT '';
