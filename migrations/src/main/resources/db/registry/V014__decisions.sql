-- What was decided about versions, with all that it rested on at the time. No foreign key: it outlives its model.
CREATE TABLE registry.decisions (
  decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model_id    bigint NOT NULL,
  version     integer NOT NULL,
  stage       text NOT NULL CHECK (stage IN ('STAGING', 'PRODUCTION', 'ARCHIVED', 'NONE')),
  verdict     text NOT NULL CHECK (verdict IN ('ENTER', 'WAIT', 'REJECT')),
  against     integer[] NOT NULL,
  author      text NOT NULL,
  reason      text NOT NULL,
  at          timestamptz NOT NULL,
  -- The comparison of an endpoint's arms that it rests on, as it was
  evidence    jsonb,
  -- The versions side by side, as they were
  comparison  jsonb NOT NULL,
  markdown    text NOT NULL
);

CREATE INDEX decisions_by_version ON registry.decisions (model_id, version, decision_id DESC);

CREATE FUNCTION registry.refuse_rewriting_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'registry.decisions is append-only';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.decisions
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_rewriting_decisions();
