-- What was answered and what turned out, as drained from the routers' journals. One partition a day (UTC) by the moment of asking,
-- made by the drainer before it is needed and called predictions_20130401 and outcomes_20130401.

-- What the arrays of a prediction hold. The id is a hash of the rest: every replica gives the same list the same number.
CREATE TABLE router.feature_layouts (
  id               bigint           PRIMARY KEY,
  feature_service  text,
  service_version  integer,
  names            text[]           NOT NULL,
  -- float64 is in numbers; bool, int64 and timestamp (microseconds) in integers; string in texts: each in the order of names.
  types            text[]           NOT NULL,
  CHECK (cardinality(names) = cardinality(types))
);

CREATE TABLE router.predictions (
  -- The millisecond that the id (uuid v7) begins with.
  predicted_at     timestamptz      NOT NULL,
  id               uuid             NOT NULL,
  endpoint         text             NOT NULL,
  -- Absent: the row was not assigned, and is in no comparison.
  unit             text,
  table_version    integer          NOT NULL,
  model_version    integer          NOT NULL,
  score            double precision,
  shadow_versions  integer[]        NOT NULL,
  -- An element is null where that version failed or was too late.
  shadow_scores    double precision[] NOT NULL,
  layout           bigint           NOT NULL,
  numbers          double precision[] NOT NULL,
  integers         bigint[]         NOT NULL,
  texts            text[]           NOT NULL,
  -- The caller's own id of the request.
  request          text,
  PRIMARY KEY (predicted_at, id)
) PARTITION BY RANGE (predicted_at);

CREATE TABLE router.outcomes (
  -- As the prediction's id says, known or not; -infinity where the id cannot be one of ours.
  predicted_at     timestamptz      NOT NULL,
  prediction_id    uuid             NOT NULL,
  value            double precision NOT NULL,
  -- When it happened, where the reporter says so.
  occurred_at      timestamptz,
  -- When it was reported here: from this moment it is known.
  reported_at      timestamptz      NOT NULL,
  -- The endpoint, where the reporter says so.
  endpoint         text,
  PRIMARY KEY (predicted_at, prediction_id)
) PARTITION BY RANGE (predicted_at);

CREATE TABLE router.outcomes_of_no_time PARTITION OF router.outcomes
  FOR VALUES FROM (MINVALUE) TO ('1970-01-01 00:00:00+00');

-- Reports that another report of the same prediction, with another value, has replaced.
CREATE TABLE router.replaced_outcomes (
  predicted_at     timestamptz      NOT NULL,
  prediction_id    uuid             NOT NULL,
  reported_at      timestamptz      NOT NULL,
  value            double precision NOT NULL,
  occurred_at      timestamptz,
  replaced_at      timestamptz      NOT NULL,
  PRIMARY KEY (prediction_id, reported_at, value)
);

-- How far each journal file is drained; moved in the transaction that stores its records.
CREATE TABLE router.journals (
  id               uuid             PRIMARY KEY,
  position         bigint           NOT NULL CHECK (position >= 0)
);

-- One more report of a prediction whose outcome is stored: the one reported last holds, the other is kept.
CREATE FUNCTION router.report_again(
  at timestamptz, id uuid, new_value double precision, occurred timestamptz, reported timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  held router.outcomes;
BEGIN
  SELECT * INTO STRICT held FROM router.outcomes o
    WHERE o.predicted_at = at AND o.prediction_id = id FOR UPDATE;
  IF held.value = new_value THEN
    RETURN;
  END IF;
  IF reported < held.reported_at THEN
    INSERT INTO router.replaced_outcomes (predicted_at, prediction_id, reported_at, value, occurred_at, replaced_at)
      VALUES (at, id, reported, new_value, occurred, held.reported_at)
      ON CONFLICT DO NOTHING;
    RETURN;
  END IF;
  INSERT INTO router.replaced_outcomes (predicted_at, prediction_id, reported_at, value, occurred_at, replaced_at)
    VALUES (at, id, held.reported_at, held.value, held.occurred_at, reported)
    ON CONFLICT DO NOTHING;
  UPDATE router.outcomes o SET value = new_value, occurred_at = occurred, reported_at = reported
    WHERE o.predicted_at = at AND o.prediction_id = id;
END
$$;
