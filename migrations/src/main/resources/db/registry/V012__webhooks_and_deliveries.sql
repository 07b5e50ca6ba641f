-- Who wants to be told of changes, through MLflow's interface or Signalbox's own.
CREATE TABLE registry.webhooks (
  webhook_id     uuid PRIMARY KEY,
  name           text NOT NULL,
  description    text NOT NULL,
  url            text NOT NULL,
  -- As given, because each message is signed with it; shown to nobody. Empty: messages are not signed.
  secret         text NOT NULL,
  active         boolean NOT NULL,
  -- entity.action, e.g. model_version.created
  events         text[] NOT NULL CHECK (cardinality(events) > 0),
  created_millis bigint NOT NULL,
  updated_millis bigint NOT NULL,
  deleted        boolean NOT NULL DEFAULT false
);

CREATE INDEX webhooks_by_event ON registry.webhooks USING gin (events) WHERE active AND NOT deleted;

-- Messages to others, added in the transaction of what they tell. Times are the database's own.
CREATE TABLE registry.deliveries (
  delivery_id uuid PRIMARY KEY,
  position    bigint GENERATED ALWAYS AS IDENTITY,
  kind        text NOT NULL,
  target      text NOT NULL,
  stream      text NOT NULL,
  event       text NOT NULL,
  body        text NOT NULL,
  state       text NOT NULL DEFAULT 'waiting'
              CHECK (state IN ('waiting', 'delivered', 'refused', 'expired', 'cancelled')),
  attempts    integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Infinity while an older message of its stream waits. While an attempt is made: when it is taken for dead.
  due_at      timestamptz NOT NULL,
  ended_at    timestamptz,
  CHECK ((state = 'waiting') = (ended_at IS NULL))
);

CREATE INDEX deliveries_due ON registry.deliveries (due_at) WHERE state = 'waiting';
CREATE INDEX deliveries_in_order ON registry.deliveries (kind, target, stream, position) WHERE state = 'waiting';
CREATE INDEX deliveries_of_target ON registry.deliveries (kind, target, position);
CREATE INDEX deliveries_ended ON registry.deliveries (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE registry.delivery_attempts (
  delivery_id uuid NOT NULL REFERENCES registry.deliveries ON DELETE CASCADE,
  attempt     integer NOT NULL,
  at          timestamptz NOT NULL,
  -- A status, or why there was none; absent while it is made, or where its process died over it.
  outcome     text,
  PRIMARY KEY (delivery_id, attempt)
);
