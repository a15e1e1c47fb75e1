"""What the file plugin offers: a source and a sink."""

from importlib.resources import files
from typing import Final

from nexus import BatchPolicy, Capability, Connector, SinkType, SourceType, hookimpl
from nexus_file.check import check
from nexus_file.config import FileConfig, FileOptions
from nexus_file.sink import open_sink
from nexus_file.source import open_source, sample, subscriptions

nexus_contract: Final = "1.0"

FILE: Final = Connector(
    name="file",
    title="Files",
    family="file",
    config=FileConfig,
    check=check,
    collection="file-folders",
    docs=(files("nexus_file") / "docs.md").read_text("utf-8"),
    icon=(files("nexus_file") / "icon.svg").read_text("utf-8"),
)


SOURCE: Final = SourceType(connector=FILE, open=open_source, subscriptions=subscriptions, sample=sample)

SINK: Final = SinkType(
    connector=FILE,
    open=open_sink,
    operations=("insert",),
    batching=BatchPolicy(max_rows=5000),
    capabilities={"insert": {Capability.ORDERED, Capability.TRANSACTIONAL}},
    options=FileOptions,
)


@hookimpl
def nexus_sources() -> list[SourceType]:
    """Return the source."""
    return [SOURCE]


@hookimpl
def nexus_sinks() -> list[SinkType]:
    """Return the sink."""
    return [SINK]
