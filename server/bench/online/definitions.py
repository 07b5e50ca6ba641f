"""Feast's own definitions of the benchmark: one view of 50 decimal features."""

from datetime import timedelta

from feast import Entity, FeatureView, Field, FileSource
from feast.types import Float64
from feast.value_type import ValueType

driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
numbers = FeatureView(
    name="numbers",
    entities=[driver],
    ttl=timedelta(days=365),
    schema=[Field(name=f"f{i}", dtype=Float64) for i in range(50)],
    source=FileSource(path="rows.parquet", timestamp_field="event_timestamp"),
)
