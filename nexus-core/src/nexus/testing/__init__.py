"""The kit for tests of Nexus and of its plugins: real servers, faults in between, waiting with a bound.

The fixtures stand in `nexus.testing.plugin`, a pytest plugin that comes with nexus-core.
"""

from nexus.security.egress import EgressGuard
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

__all__ = [
    "Answer",
    "EgressGuard",
    "HttpServer",
    "MariaDBServer",
    "PostgresServer",
    "ReceivedRequest",
    "RedisCluster",
    "RedisServer",
    "ServerProcess",
    "TcpProxy",
    "ValkeyServer",
    "eventually",
    "wait_until",
]
