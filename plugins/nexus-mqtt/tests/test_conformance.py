"""The connector keeps to what every connector keeps to."""

from typing import ClassVar

from nexus.testing import ConfigConformance, SinkConformance, SourceConformance
from nexus_mqtt.plugin import MQTT, SINK, SOURCE


class TestConfig(ConfigConformance):
    connector = MQTT


class TestSource(SourceConformance):
    source_type = SOURCE


class TestSink(SinkConformance):
    sink_type = SINK
    skips: ClassVar = {"drift": "a topic has no schema that could change"}
