"""What the REST plugin offers: a sink, and the step ``rest_call``."""

from importlib.resources import files
from typing import Final

from nexus import BatchPolicy, Capability, Connector, SinkType, StepType, hookimpl
from nexus_rest.check import check
from nexus_rest.config import RestConfig, RestOptions
from nexus_rest.sink import open_sink
from nexus_rest.step import RestAnswer, RestCall, open_step

nexus_contract: Final = "1.0"

REST: Final = Connector(
    name="rest",
    title="REST API",
    family="rest",
    config=RestConfig,
    check=check,
    collection="rest-destinations",
    docs=(files("nexus_rest") / "docs.md").read_text("utf-8"),
    icon=(files("nexus_rest") / "icon.svg").read_text("utf-8"),
)

SINK: Final = SinkType(
    connector=REST,
    open=open_sink,
    operations=("post", "put", "patch", "delete", "get"),
    # A batch keeps all connections busy; a second one in flight covers the wait for the slowest answers of the first.
    batching=BatchPolicy(max_rows=256, max_in_flight=2),
    capabilities={
        "*": {Capability.IDEMPOTENCY_KEY},
        "put": {Capability.IDEMPOTENT_WRITE},  # RFC 9110 section 9.2.2; a repeated DELETE may answer 404, so not delete
    },
    options=RestOptions,
)

STEP: Final = StepType(
    name="rest_call",
    title="REST call",
    config=RestCall,
    open=open_step,
    doc="Sends one request to an HTTP API and keeps its answer for later steps.",
    mappings=("mappings",),
    expressions=("expression",),
    connectors=("rest",),
    templates=("path", "query", "headers", "body"),
    preview=lambda running, step: running.preview(step),
    rehearse=lambda running, step, exchange: running.rehearse(step, exchange),
    answer=RestAnswer,
)


@hookimpl
def nexus_sinks() -> list[SinkType]:
    """Return the REST sink."""
    return [SINK]


@hookimpl
def nexus_step_types() -> list[StepType]:
    """Return ``rest_call``."""
    return [STEP]
