"""The rows of the benchmark, into Feast's own store and into Signalbox: rows.py feast | rows.py URL"""

import datetime
import json
import random
import sys
import urllib.request

KEYS = 10_000
FEATURES = 50
AT_ONCE = 2_500


def batches():
    random.seed(20260301)
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
    for first in range(0, KEYS, AT_ONCE):
        keys = list(range(first, first + AT_ONCE))
        df = {"driver_id": keys, "event_timestamp": [now.isoformat()] * len(keys)}
        for i in range(FEATURES):
            df[f"f{i}"] = [random.random() * 1000 for _ in keys]
        yield df


def post(url, path, body):
    request = urllib.request.Request(
        url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).read()


def definitions():
    columns = "".join(f"\n  - {{name: f{i}, type: float64, nullable: true}}" for i in range(FEATURES))
    return f"""kind: Entity
name: driver
join_keys:
  - {{name: driver_id, type: int64}}
---
kind: FeatureView
name: numbers
entity: driver
event_time: event_timestamp
ttl: 365d
columns:{columns}
"""


if sys.argv[1] == "feast":
    import pandas as pd
    from feast import FeatureStore

    store = FeatureStore(repo_path=".")
    for batch in batches():
        frame = pd.DataFrame(batch)
        frame["event_timestamp"] = pd.to_datetime(frame["event_timestamp"], utc=True)
        store.write_to_online_store("numbers", df=frame)
else:
    url = sys.argv[1]
    post(url, "/api/v1/apply", {"files": [{"name": "bench.yaml", "content": definitions()}]})
    for batch in batches():
        post(url, "/write-to-online-store", {"feature_view_name": "numbers", "df": batch})
