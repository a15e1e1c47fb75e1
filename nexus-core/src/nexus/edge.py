"""The contract for programs at the edge: ingress and sources as the server has them, and an agent's end of its link.

An edge agent takes messages by the very code by which the server does, with a queue of its own where the server has the
stream store, so that a sender finds the same statuses, errors and limits at both. None of this loads the web framework, a
database toolkit or the stream store's client. Plugins need nothing of it: theirs is `nexus`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from uuid_utils import uuid7

from nexus.api.headers import SECURITY_HEADERS
from nexus.api.ingress.counts import IngressCounts
from nexus.api.ingress.cross_origin import AllowedOrigins, Preflights
from nexus.api.ingress.door import Bounds, Door
from nexus.api.ingress.keys import KeyCache
from nexus.api.ingress.protocol import protocol_class
from nexus.api.ingress.rules import Rules
from nexus.api.ingress.sender import Sender, sender_of
from nexus.api.ingress.unpacking import Caps
from nexus.api.problems import MEDIA_TYPE, Problem
from nexus.config.settings.loading import Origin, SettingInfo, describe, load
from nexus.engine.calls import Caller, DaemonThreads
from nexus.errors import QueueFull, StoreError
from nexus.lifetime import spare_the_collector
from nexus.model.connection import Application, Connection, Dedup, FieldSpec
from nexus.model.credentials import KeyHolder
from nexus.model.message import NewMessage, Receipt
from nexus.model.secret import SecretPlace
from nexus.model.source import SourceReport, SourceState
from nexus.ports import Done
from nexus.security.agent_seals import unseal
from nexus.security.egress import EgressGuard
from nexus.security.envelopes import Carrier
from nexus.security.keyring import KeyRing
from nexus.services.agent_links.frames import Ask, Changed, Down, Failed, Fault, Status, Taken, Up, decode_down, encode
from nexus.telemetry.masking import masked

if TYPE_CHECKING:
    from prometheus_client.registry import Collector

    from nexus.plugins import Catalogue, load_plugins
    from nexus.receiver.intake import Act, Into
    from nexus.receiver.runner import InstanceRunner, Surroundings
    from nexus.services.agent_links.answering import Answering
    from nexus.services.open_connections import OpenConnections
    from nexus.services.sources import Receivable, receivable

__all__ = [
    "MEDIA_TYPE",
    "SECURITY_HEADERS",
    "Act",
    "AllowedOrigins",
    "Answering",
    "Application",
    "Ask",
    "Bounds",
    "Caller",
    "Caps",
    "Carrier",
    "Catalogue",
    "Changed",
    "Connection",
    "DaemonThreads",
    "Dedup",
    "Done",
    "Door",
    "Down",
    "EgressGuard",
    "Failed",
    "Fault",
    "FieldSpec",
    "IngressCounts",
    "InstanceRunner",
    "Into",
    "KeyCache",
    "KeyHolder",
    "KeyRing",
    "NewMessage",
    "OpenConnections",
    "Origin",
    "Preflights",
    "Problem",
    "QueueFull",
    "Receipt",
    "Receivable",
    "Rules",
    "SecretPlace",
    "Sender",
    "SettingInfo",
    "SourceReport",
    "SourceState",
    "Status",
    "StoreError",
    "Surroundings",
    "Taken",
    "Up",
    "decode_down",
    "describe",
    "encode",
    "ingress_collector",
    "load",
    "load_plugins",
    "masked",
    "new_message_id",
    "protocol_class",
    "receivable",
    "sender_of",
    "spare_the_collector",
    "unseal",
]


_LATER = {
    "Act": "nexus.receiver.intake",
    "Answering": "nexus.services.agent_links.answering",
    "Catalogue": "nexus.plugins",
    "InstanceRunner": "nexus.receiver.runner",
    "Into": "nexus.receiver.intake",
    "OpenConnections": "nexus.services.open_connections",
    "Receivable": "nexus.services.sources",
    "Surroundings": "nexus.receiver.runner",
    "load_plugins": "nexus.plugins",
    "receivable": "nexus.services.sources",
}
"""Where to find what is loaded when it is first asked for: an agent that nobody asks anything does without."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


def new_message_id() -> str:
    """Return an id for a message: a UUID that begins with the time (version 7)."""
    return str(uuid7())


def ingress_collector(counts: IngressCounts) -> "Collector":
    """Return what gives to Prometheus what ingress counts; loads Prometheus' library."""
    from nexus.api.metrics import IngressCollector  # noqa: PLC0415 — it takes 4 MiB, and many an agent is never asked

    return IngressCollector(counts)
