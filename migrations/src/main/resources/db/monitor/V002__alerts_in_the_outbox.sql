-- Alerts go through registry.deliveries now: delivery_id is the message's, absent where no webhook was configured.
ALTER TABLE monitor.alerts ADD COLUMN delivery_id uuid UNIQUE;

DROP INDEX monitor.alerts_undelivered;

ALTER TABLE monitor.alerts DROP COLUMN to_webhook;
