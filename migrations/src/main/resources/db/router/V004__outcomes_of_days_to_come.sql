-- An outcome whose day has no partition waits among those of no time, until a prediction makes the day's: ids of version 7 begin with
-- their millisecond, so those of a day lie between two ids.
CREATE FUNCTION router.bring_home_outcomes(day date, lowest uuid, beyond uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  WITH home AS (
    DELETE FROM router.outcomes o
    WHERE o.predicted_at = '-infinity' AND o.prediction_id >= lowest AND o.prediction_id < beyond
      AND substr(o.prediction_id::text, 15, 1) = '7'
    RETURNING o.*)
  INSERT INTO router.outcomes (predicted_at, prediction_id, value, occurred_at, reported_at, endpoint)
  SELECT router.moment_of(prediction_id), prediction_id, value, occurred_at, reported_at, endpoint FROM home;
  UPDATE router.replaced_outcomes r SET predicted_at = router.moment_of(r.prediction_id)
  WHERE r.predicted_at = '-infinity' AND r.prediction_id >= lowest AND r.prediction_id < beyond
    AND substr(r.prediction_id::text, 15, 1) = '7';
END
$$;

-- The millisecond that an id of version 7 begins with.
CREATE FUNCTION router.moment_of(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE RETURN
  timestamptz 'epoch' + ('x' || '0000' || left(replace(id::text, '-', ''), 12))::bit(64)::bigint * interval '1 millisecond';
