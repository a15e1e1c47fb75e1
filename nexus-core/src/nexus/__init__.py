"""Nexus: messages in, delivered. Every name that a plugin author needs, nothing else.

The contract is `nexus.hookspecs`, one file to read; how to write a config class is in `nexus.config`; what to raise is in
`nexus.errors`; what to test with is in ``nexus.testing``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nexus import config
    from nexus.config import Secret
    from nexus.errors import (
        ConfigurationError,
        FieldError,
        InvalidInput,
        MappingError,
        NexusError,
        NotFound,
        Rejected,
        Retry,
        Unauthorized,
        Unavailable,
    )
    from nexus.hookspecs import (
        CONTRACT,
        Batch,
        BatchPolicy,
        Browse,
        Capability,
        Check,
        Connections,
        Connector,
        Context,
        Egress,
        Emit,
        Exchange,
        LogStore,
        LogStoreType,
        Page,
        Parameter,
        Query,
        ResultPage,
        RunningStep,
        Sink,
        SinkType,
        Site,
        Source,
        SourceContext,
        SourceMessage,
        SourceType,
        StepContext,
        StepInput,
        StepResult,
        StepType,
        Subscription,
        TableField,
        TransformFunction,
        WriteTarget,
        hookimpl,
    )
    from nexus.mapping.documents import FieldDocument
    from nexus.model.delivery import DeadLetter, DeliveryEvent, Status
    from nexus.model.log import LogFilter, LogPage
    from nexus.model.message import Message

__all__ = [
    "CONTRACT",
    "Batch",
    "BatchPolicy",
    "Browse",
    "Capability",
    "Check",
    "ConfigurationError",
    "Connections",
    "Connector",
    "Context",
    "DeadLetter",
    "DeliveryEvent",
    "Egress",
    "Emit",
    "Exchange",
    "FieldDocument",
    "FieldError",
    "InvalidInput",
    "LogFilter",
    "LogPage",
    "LogStore",
    "LogStoreType",
    "MappingError",
    "Message",
    "NexusError",
    "NotFound",
    "Page",
    "Parameter",
    "Query",
    "Rejected",
    "ResultPage",
    "Retry",
    "RunningStep",
    "Secret",
    "Sink",
    "SinkType",
    "Site",
    "Source",
    "SourceContext",
    "SourceMessage",
    "SourceType",
    "Status",
    "StepContext",
    "StepInput",
    "StepResult",
    "StepType",
    "Subscription",
    "TableField",
    "TransformFunction",
    "Unauthorized",
    "Unavailable",
    "WriteTarget",
    "config",
    "hookimpl",
]

_HOMES = (
    "nexus.errors",
    "nexus.config",
    "nexus.hookspecs",
    "nexus.mapping.documents",
    "nexus.model.message",
    "nexus.model.delivery",
    "nexus.model.log",
)

if not TYPE_CHECKING:  # else type checkers would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Load a name from its home at its first use, so that ``import nexus.errors`` alone stays cheap."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name == "config":
            return import_module("nexus.config")
        value = next(vars(home)[name] for home in map(import_module, _HOMES) if name in vars(home))
        globals()[name] = value
        return value
