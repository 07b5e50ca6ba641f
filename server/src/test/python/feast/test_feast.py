"""An unmodified Feast SDK with online_store: {type: remote} writes to Signalbox and reads from it."""

import datetime as dt
import json
import os
import pathlib
import urllib.error
import urllib.request

import pandas as pd
import pytest
from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, PushSource, ValueType
from feast.errors import FeastError
from feast.types import Array, Bool, Bytes, Float32, Float64, Int64, String, UnixTimestamp

URL = os.environ["SIGNALBOX_URL"]
NOW = dt.datetime.now(dt.timezone.utc).replace(microsecond=0)
FEATURES = ["trips", "rating", "score", "city", "active", "seen_at", "raw", "zones"]


def call(path, body):
    request = urllib.request.Request(
        URL + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    if "SIGNALBOX_APPLIED" not in os.environ:
        definitions = pathlib.Path(__file__).with_name("definitions.yaml")
        call("/api/v1/apply", {"files": [{"name": definitions.name, "content": definitions.read_text()}]})
    repo = tmp_path_factory.mktemp("repo")
    (repo / "feature_store.yaml").write_text(f"""
project: signalbox
provider: local
registry: {repo}/registry.db
online_store:
  type: remote
  path: {URL}
offline_store:
  type: dask
entity_key_serialization_version: 3
""")
    pd.DataFrame({"driver_id": [0], "event_timestamp": [NOW], "created": [NOW]}).to_parquet(repo / "empty.parquet")
    source = FileSource(path=str(repo / "empty.parquet"), timestamp_field="event_timestamp",
                        created_timestamp_column="created")
    driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
    view = FeatureView(
        name="driver_stats", entities=[driver], ttl=dt.timedelta(hours=1),
        source=PushSource(name="driver_push", batch_source=source),
        schema=[Field(name="driver_id", dtype=Int64), Field(name="trips", dtype=Int64),
                Field(name="rating", dtype=Float64), Field(name="score", dtype=Float32),
                Field(name="city", dtype=String), Field(name="active", dtype=Bool),
                Field(name="seen_at", dtype=UnixTimestamp), Field(name="raw", dtype=Bytes),
                Field(name="zones", dtype=Array(Int64))])
    feast = FeatureStore(repo_path=str(repo))
    feast.apply([driver, view, FeatureService(name="driver_service", features=[view[["trips", "rating"]]])])
    return feast


def row(driver, at=NOW, **values):
    full = {"driver_id": driver, "event_timestamp": at, "created": at, "trips": 2**53 + 1, "rating": 4.0,
            "score": 0.5, "city": "Zürich", "active": True, "seen_at": NOW - dt.timedelta(days=1),
            "raw": None, "zones": [1, 2**53 + 1]}
    return {**full, **values}


def read(store, drivers, features=None):
    return store.get_online_features(
        features=features or [f"driver_stats:{name}" for name in FEATURES],
        entity_rows=[{"driver_id": driver} for driver in drivers]).to_dict()


def test_what_is_written_is_read_again_with_its_types(store):
    store.write_to_online_store("driver_stats", pd.DataFrame([row(1)]))

    answer = read(store, [1])

    assert answer["trips"] == [2**53 + 1] and isinstance(answer["trips"][0], int)
    assert answer["rating"] == [4.0] and isinstance(answer["rating"][0], float)
    assert answer["score"] == [0.5]
    assert answer["city"] == ["Zürich"]
    assert answer["active"] == [True]
    assert answer["zones"] == [[1, 2**53 + 1]]
    seen = answer["seen_at"][0]
    seconds = seen.timestamp() if isinstance(seen, dt.datetime) else seen
    assert seconds == (NOW - dt.timedelta(days=1)).timestamp()


def test_an_unknown_key_is_missing_and_order_is_kept(store):
    store.write_to_online_store("driver_stats", pd.DataFrame([row(2, city="A"), row(3, city="B")]))

    assert read(store, [3, 777, 2])["city"] == ["B", None, "A"]


def test_missing_values_among_integers_stay_missing(store):
    store.write_to_online_store("driver_stats", pd.DataFrame([row(4, trips=7), row(5, trips=None)]))

    answer = read(store, [4, 5], ["driver_stats:trips"])

    assert answer["trips"] == [7, None]


def test_a_push_and_an_older_value_never_wins(store):
    store.push("driver_push", pd.DataFrame([row(6, city="new")]))
    store.push("driver_push", pd.DataFrame([row(6, at=NOW - dt.timedelta(minutes=30), city="old")]))

    assert read(store, [6])["city"] == ["new"]


def test_a_value_past_its_ttl_is_missing(store):
    store.write_to_online_store("driver_stats", pd.DataFrame([row(7, at=NOW - dt.timedelta(hours=2))]))

    response = store.get_online_features(
        features=["driver_stats:city"], entity_rows=[{"driver_id": 7}])

    assert response.to_dict()["city"] == [None]


def test_a_feature_service(store):
    store.write_to_online_store("driver_stats", pd.DataFrame([row(8, trips=5, rating=1.5)]))

    answer = store.get_online_features(
        features=store.get_feature_service("driver_service"), entity_rows=[{"driver_id": 8}]).to_dict()

    assert answer["trips"] == [5] and answer["rating"] == [1.5]


def test_a_mistake_raises_the_sdks_own_exception(store):
    with pytest.raises(FeastError, match="rating: 99.0 breaks max"):
        store.write_to_online_store("driver_stats", pd.DataFrame([row(9, rating=99.0)]))
    assert read(store, [9])["city"] == [None]


def test_bytes_that_were_pushed_by_hand_are_read(store):
    frame = {"driver_id": [11], "event_timestamp": [NOW.isoformat()], "created": ["NaT"], "trips": [None], "rating": [None],
             "score": [None], "city": [None], "active": [None], "seen_at": [None], "raw": ["AP8="], "zones": [None]}
    call("/push", {"push_source_name": "driver_stats", "df": frame})  # the SDK itself cannot write bytes as JSON

    assert read(store, [11], ["driver_stats:raw"])["raw"] == ["AP8="]


def test_pushing_and_materializing_by_hand():
    frame = {"driver_id": [10], "event_timestamp": [NOW.isoformat()], "created": ["NaT"], "trips": [1], "rating": [1.0],
             "score": [1.0], "city": ["by hand"], "active": [None], "seen_at": [None], "raw": [None], "zones": [None]}
    assert call("/push", {"push_source_name": "driver_stats", "df": frame, "to": "online"}) is None
    body = {"start_ts": "2026-01-01T00:00:00", "end_ts": NOW.isoformat(), "feature_views": ["driver_stats"]}
    assert call("/materialize", body) is None
    assert call("/materialize-incremental", body) is None
    with urllib.request.urlopen(URL + "/health", timeout=30) as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        call("/push", {"push_source_name": "nothing", "df": frame})
    assert refused.value.code == 422
    assert json.loads(json.loads(refused.value.read()))["class"] == "PushSourceNotFoundException"


def test_the_sdk_materializes(store):
    store.materialize(NOW - dt.timedelta(days=1), NOW)
    store.materialize_incremental(NOW)
