"""What the webhook plugin offers: a sink, and a source."""

from importlib.resources import files
from typing import Final

from nexus import BatchPolicy, Capability, Connector, SinkType, SourceType, hookimpl
from nexus_webhook.check import check_endpoint, check_listener
from nexus_webhook.config import ListenerConfig, WebhookConfig, WebhookOptions
from nexus_webhook.sink import open_sink
from nexus_webhook.source import open_source, subscriptions

nexus_contract: Final = "1.0"

_DOCS: Final = files("nexus_webhook")

WEBHOOK: Final = Connector(
    name="webhook",
    title="Webhook",
    family="rest",
    config=WebhookConfig,
    check=check_endpoint,
    collection="rest-destinations",
    docs=(_DOCS / "sink.md").read_text("utf-8"),
    icon=(files("nexus_webhook") / "icon.svg").read_text("utf-8"),
)

LISTENER: Final = Connector(
    name="webhook-listener",
    title="Webhook listener",
    family="webhook",
    config=ListenerConfig,
    check=check_listener,
    collection="webhook-sources",
    docs=(_DOCS / "source.md").read_text("utf-8"),
    icon=(files("nexus_webhook") / "listener.svg").read_text("utf-8"),
)

SINK: Final = SinkType(
    connector=WEBHOOK,
    open=open_sink,
    operations=("post",),
    batching=BatchPolicy(max_rows=100),
    capabilities={"post": {Capability.IDEMPOTENCY_KEY}},
    options=WebhookOptions,
)

SOURCE: Final = SourceType(connector=LISTENER, open=open_source, subscriptions=subscriptions)


@hookimpl
def nexus_sinks() -> list[SinkType]:
    """Return the sink."""
    return [SINK]


@hookimpl
def nexus_sources() -> list[SourceType]:
    """Return the source."""
    return [SOURCE]
