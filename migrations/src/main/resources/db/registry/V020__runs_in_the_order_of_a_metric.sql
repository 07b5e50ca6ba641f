-- A search that begins its order with a metric reads the runs off this in that order, and stops when its page is full.
CREATE INDEX latest_metrics_by_value ON registry.latest_metrics (key, value, run_id);
