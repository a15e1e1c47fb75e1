"""The kit for tests of Nexus and of its plugins: conformance suites, real servers, faults in between, waiting with a bound.

The fixtures stand in `nexus.testing.plugin`, a pytest plugin that comes with nexus-core.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nexus.security.egress import EgressGuard
from nexus.testing.context import LocalContext, LocalEgress, LocalSourceContext
from nexus.testing.polling import eventually, wait_until
from nexus.testing.servers import (
    Answer,
    Certificate,
    CertificateAuthority,
    HttpServer,
    MariaDBServer,
    MosquittoServer,
    PostgresServer,
    ReceivedRequest,
    RedisCluster,
    RedisServer,
    ServerProcess,
    TcpProxy,
    ValkeyServer,
)

if TYPE_CHECKING:
    from nexus.testing.conformance.base import Conformance
    from nexus.testing.conformance.bench import ConnectionBench
    from nexus.testing.conformance.browse import BrowseBench, BrowseConformance
    from nexus.testing.conformance.config import ConfigConformance
    from nexus.testing.conformance.query import QueryBench, QueryConformance
    from nexus.testing.conformance.rules import check
    from nexus.testing.conformance.sink.bench import SinkBench
    from nexus.testing.conformance.sink.effects import Effect
    from nexus.testing.conformance.sink.opening import batch
    from nexus.testing.conformance.sink.suite import SinkConformance
    from nexus.testing.conformance.source.bench import SourceBench
    from nexus.testing.conformance.source.suite import SourceConformance
    from nexus.testing.conformance.step import StepBench, StepConformance
    from nexus.testing.conformance.transform import Example, TransformConformance
    from nexus.testing.conformance.values import INSTANT, NESTED, VALUES, ZONED, restore
    from nexus.testing.step_context import LocalStepContext

__all__ = [
    "INSTANT",
    "NESTED",
    "VALUES",
    "ZONED",
    "Answer",
    "BrowseBench",
    "BrowseConformance",
    "Certificate",
    "CertificateAuthority",
    "ConfigConformance",
    "Conformance",
    "ConnectionBench",
    "Effect",
    "EgressGuard",
    "Example",
    "HttpServer",
    "LocalContext",
    "LocalEgress",
    "LocalSourceContext",
    "LocalStepContext",
    "MariaDBServer",
    "MosquittoServer",
    "PostgresServer",
    "QueryBench",
    "QueryConformance",
    "ReceivedRequest",
    "RedisCluster",
    "RedisServer",
    "ServerProcess",
    "SinkBench",
    "SinkConformance",
    "SourceBench",
    "SourceConformance",
    "StepBench",
    "StepConformance",
    "TcpProxy",
    "TransformConformance",
    "ValkeyServer",
    "batch",
    "check",
    "eventually",
    "restore",
    "wait_until",
]

_HOMES = {
    "BrowseBench": "conformance.browse",
    "BrowseConformance": "conformance.browse",
    "ConfigConformance": "conformance.config",
    "Conformance": "conformance.base",
    "ConnectionBench": "conformance.bench",
    "Effect": "conformance.sink.effects",
    "Example": "conformance.transform",
    "INSTANT": "conformance.values",
    "NESTED": "conformance.values",
    "QueryBench": "conformance.query",
    "QueryConformance": "conformance.query",
    "SinkBench": "conformance.sink.bench",
    "SinkConformance": "conformance.sink.suite",
    "SourceBench": "conformance.source.bench",
    "SourceConformance": "conformance.source.suite",
    "StepBench": "conformance.step",
    "StepConformance": "conformance.step",
    "TransformConformance": "conformance.transform",
    "VALUES": "conformance.values",
    "ZONED": "conformance.values",
    "batch": "conformance.sink.opening",
    "check": "conformance.rules",
    "restore": "conformance.values",
    "LocalStepContext": "step_context",
}

if not TYPE_CHECKING:  # else type checkers would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Load a suite at its first use: pytest must see its module first to show what an assertion compared."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
