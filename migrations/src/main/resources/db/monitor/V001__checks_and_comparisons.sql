-- Checks in force; what each was before stands in monitor.changes.
CREATE TABLE monitor.checks (
  name       text PRIMARY KEY,
  definition jsonb NOT NULL,
  applied_at timestamptz NOT NULL
);

-- What checks found, as the interface shows it. A check may be gone; its reports stay.
CREATE TABLE monitor.reports (
  report_id  uuid PRIMARY KEY,
  check_name text NOT NULL,
  at         timestamptz NOT NULL,
  status     text NOT NULL CHECK (status IN ('ok', 'alarm', 'insufficient')),
  report     jsonb NOT NULL
);

CREATE INDEX reports_by_check ON monitor.reports (check_name, at DESC, report_id DESC);
CREATE INDEX reports_by_time ON monitor.reports (at DESC, report_id DESC);

-- One alarm, and its way to the webhook, where one was configured at that time: one that is configured later is not sent old
-- alarms. Taken once delivered_at is set, given up once the attempts are used up.
CREATE TABLE monitor.alerts (
  alert_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  check_name   text NOT NULL,
  endpoint     text NOT NULL,
  report_id    uuid NOT NULL REFERENCES monitor.reports,
  at           timestamptz NOT NULL,
  text         text NOT NULL,
  to_webhook   boolean NOT NULL,
  attempts     integer NOT NULL DEFAULT 0,
  delivered_at timestamptz,
  failure      text
);

CREATE INDEX alerts_undelivered ON monitor.alerts (alert_id) WHERE to_webhook AND delivered_at IS NULL;

-- The evidence of splits and promotions.
CREATE TABLE monitor.comparisons (
  comparison_id uuid PRIMARY KEY,
  endpoint      text NOT NULL,
  candidate     integer NOT NULL,
  reference     integer NOT NULL,
  at            timestamptz NOT NULL,
  verdict       text NOT NULL CHECK (verdict IN ('step', 'promote', 'harm', 'inconclusive')),
  comparison    jsonb NOT NULL
);

CREATE TABLE monitor.changes (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL,
  author  text NOT NULL,
  reason  text NOT NULL,
  subject text NOT NULL,
  action  text NOT NULL,
  detail  jsonb NOT NULL
);

CREATE FUNCTION monitor.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'monitor.changes is append-only';
END
$$;

CREATE TRIGGER changes_append_only BEFORE UPDATE OR DELETE ON monitor.changes
  FOR EACH ROW EXECUTE FUNCTION monitor.refuse_rewriting();

CREATE TRIGGER changes_not_truncated BEFORE TRUNCATE ON monitor.changes
  FOR EACH STATEMENT EXECUTE FUNCTION monitor.refuse_rewriting();
