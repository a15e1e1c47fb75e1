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
    HttpServer,
    MariaDBServer,
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
    from nexus.testing.conformance.values import INSTANT, NESTED, VALUES, ZONED, restore

__all__ = [
    "INSTANT",
    "NESTED",
    "VALUES",
    "ZONED",
    "Answer",
    "BrowseBench",
    "BrowseConformance",
    "ConfigConformance",
    "Conformance",
    "ConnectionBench",
    "Effect",
    "EgressGuard",
    "HttpServer",
    "LocalContext",
    "LocalEgress",
    "LocalSourceContext",
    "MariaDBServer",
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
    "TcpProxy",
    "ValkeyServer",
    "batch",
    "check",
    "eventually",
    "restore",
    "wait_until",
]

_SUITES = {
    "BrowseBench": "browse",
    "BrowseConformance": "browse",
    "ConfigConformance": "config",
    "Conformance": "base",
    "ConnectionBench": "bench",
    "Effect": "sink.effects",
    "INSTANT": "values",
    "NESTED": "values",
    "QueryBench": "query",
    "QueryConformance": "query",
    "SinkBench": "sink.bench",
    "SinkConformance": "sink.suite",
    "SourceBench": "source.bench",
    "SourceConformance": "source.suite",
    "VALUES": "values",
    "ZONED": "values",
    "batch": "sink.opening",
    "check": "rules",
    "restore": "values",
}

if not TYPE_CHECKING:  # else type checkers would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Load a suite at its first use: pytest must see its module first to show what an assertion compared."""
        if name not in _SUITES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.conformance.{_SUITES[name]}"), name)
        globals()[name] = value
        return value
