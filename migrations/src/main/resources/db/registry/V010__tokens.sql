-- Who may do what. A revoked token keeps its row, so that its name still says who it was.

CREATE TABLE registry.tokens (
  token_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL,
  role       text NOT NULL CHECK (role IN ('VIEWER', 'BUILDER', 'APPROVER', 'OPERATOR')),
  hash       bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz
);

CREATE UNIQUE INDEX tokens_one_of_a_name ON registry.tokens (name) WHERE revoked_at IS NULL;

-- A grant raises the role for one model, which need not exist yet
CREATE TABLE registry.token_grants (
  token_id bigint NOT NULL REFERENCES registry.tokens ON DELETE CASCADE,
  model    text NOT NULL,
  role     text NOT NULL CHECK (role IN ('VIEWER', 'BUILDER', 'APPROVER', 'OPERATOR')),
  PRIMARY KEY (token_id, model)
);

-- A change to a token is a change of no model
ALTER TABLE registry.changes ALTER COLUMN model_id DROP NOT NULL;
