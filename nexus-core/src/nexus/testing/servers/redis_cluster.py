"""A Redis or Valkey Cluster of three masters for tests."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import redis

from nexus.testing.polling import wait_until
from nexus.testing.servers.ports import claim_port, release_port
from nexus.testing.servers.redis import RedisServer

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_SLOTS = 16384
_MASTERS = 3


class RedisCluster:
    """Three masters without replicas that share the slots evenly.

    Args:
        server: `RedisServer` or `ValkeyServer`.
        durable: as in `RedisServer`.

    Attributes:
        nodes: the masters, in the order of their slots; each has ``kill`` and ``restart``.
    """

    def __init__(self, *, server: type[RedisServer] = RedisServer, durable: bool = False) -> None:
        self.nodes: tuple[RedisServer, ...] = ()
        self._server = server
        self._durable = durable
        self._buses: list[int] = []
        self._closing = ExitStack()

    def url(self) -> str:
        """Return the ``redis+cluster://`` URL with every master."""
        return "redis+cluster://" + ",".join(f"{node.host}:{node.port}" for node in self.nodes)

    @property
    def startup_nodes(self) -> list[tuple[str, int]]:
        """Host and port of every master."""
        return [(node.host, node.port) for node in self.nodes]

    def start(self) -> Self:
        """Start the masters, share out the slots, and return once every master calls the cluster whole."""
        self.nodes = tuple(self._closing.enter_context(self._node()) for _ in range(_MASTERS))
        for index, node in enumerate(self.nodes):
            with _client(node) as client:
                low, high = index * _SLOTS // _MASTERS, (index + 1) * _SLOTS // _MASTERS - 1
                client.execute_command("CLUSTER ADDSLOTSRANGE", low, high)
                client.execute_command("CLUSTER SET-CONFIG-EPOCH", index + 1)
        self._introduce()
        self.wait_until_whole()
        return self

    def wait_until_whole(self, *, timeout_s: float = 60.0) -> None:
        """Return once every master sees all masters and all slots, for example after a restart."""
        wait_until(lambda: all(map(_sees_all, self.nodes)), timeout_s=timeout_s, every_s=0.05, what="a whole cluster")

    def close(self) -> None:
        """End all masters and remove their data."""
        self._closing.close()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _node(self) -> RedisServer:
        bus = claim_port()
        self._closing.callback(release_port, bus)
        settings = {"cluster-enabled": "yes", "cluster-port": str(bus), "cluster-node-timeout": "3000"}
        self._buses.append(bus)
        return self._server(durable=self._durable, settings=settings)

    def _introduce(self) -> None:
        for node, bus in list(zip(self.nodes, self._buses, strict=True))[1:]:
            with _client(self.nodes[0]) as client:
                client.execute_command("CLUSTER MEET", node.host, node.port, bus)


def _client(node: RedisServer) -> redis.Redis:
    return redis.Redis(host=node.host, port=node.port, protocol=2)


def _sees_all(node: RedisServer) -> bool:
    with _client(node) as client:
        info = client.execute_command("CLUSTER INFO")
    return bool(info["cluster_state"] == "ok" and int(info["cluster_known_nodes"]) == _MASTERS)
