"""What the MQTT plugin offers: a source and a sink."""

from importlib.resources import files
from typing import Final

from nexus import BatchPolicy, Capability, Connector, SinkType, SourceType, hookimpl
from nexus_mqtt.check import check
from nexus_mqtt.config import MqttConfig, MqttOptions
from nexus_mqtt.sample import sample
from nexus_mqtt.sink import open_sink
from nexus_mqtt.source import instances, open_source, subscriptions

nexus_contract: Final = "1.0"

MQTT: Final = Connector(
    name="mqtt",
    title="MQTT",
    family="mqtt",
    config=MqttConfig,
    check=check,
    collection="mqtt-sources",
    docs=(files("nexus_mqtt") / "docs.md").read_text("utf-8"),
    icon=(files("nexus_mqtt") / "icon.svg").read_text("utf-8"),
)

SOURCE: Final = SourceType(
    connector=MQTT, open=open_source, subscriptions=subscriptions, instances=instances, sample=sample
)

SINK: Final = SinkType(
    connector=MQTT,
    open=open_sink,
    operations=("publish",),
    batching=BatchPolicy(max_rows=1000),
    capabilities={"*": {Capability.ORDERED}},  # MQTT 5, section 4.6: per topic, which is what a key becomes
    options=MqttOptions,
)


@hookimpl
def nexus_sources() -> list[SourceType]:
    """Return the MQTT source."""
    return [SOURCE]


@hookimpl
def nexus_sinks() -> list[SinkType]:
    """Return the MQTT sink."""
    return [SINK]
