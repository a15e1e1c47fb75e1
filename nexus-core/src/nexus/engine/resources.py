"""What a component shares with the others of its connection in this process: pools, clients; closed with the last one."""

import logging
import threading
from collections.abc import Callable, Hashable
from typing import Any, Self, TypeVar, cast

from attrs import define, field

from nexus.engine.calls import Caller
from nexus.hookspecs import Egress
from nexus.model.connection import Connection

T = TypeVar("T")


@define
class _Shared:
    value: Any
    close: Callable[[Any], Any]
    users: set[int] = field(factory=set)


class ConnectionResources:
    """The shared resources of one version of one connection."""

    def __init__(self) -> None:
        self._shared: dict[Hashable, _Shared] = {}
        self._lock = threading.Lock()  # sinks of one connection are opened in several threads at once

    def take(self, user: int, key: Hashable, create: Callable[[], T], close: Callable[[T], Any]) -> T:
        """Return the resource ``key``, made at first use, and count ``user`` among its users."""
        with self._lock:
            entry = self._shared.get(key)
            if entry is None:
                entry = self._shared[key] = _Shared(create(), close)
            entry.users.add(user)
            return cast("T", entry.value)

    def release(self, user: int) -> list[Callable[[], Any]]:
        """Forget ``user`` and return the closings of all that nobody uses any more."""
        closings = []
        with self._lock:
            for key, entry in list(self._shared.items()):
                entry.users.discard(user)
                if not entry.users:
                    del self._shared[key]
                    closings.append(_closing(entry))
        return closings


def _closing(entry: _Shared) -> Callable[[], Any]:
    return lambda: entry.close(entry.value)


class ComponentContext:
    """`nexus.hookspecs.Context` of one open component."""

    def __init__(self, resources: ConnectionResources, egress: Egress, logger: logging.Logger) -> None:
        self._resources = resources
        self._egress = egress
        self._logger = logger

    @classmethod
    def of(cls, connection: Connection, egress: Egress, resources: ConnectionResources | None = None) -> Self:
        """Return the context of a component of ``connection``; without ``resources`` it shares with no other."""
        return cls(resources or ConnectionResources(), egress, logging.getLogger(f"nexus.connection.{connection.name}"))

    @property
    def egress(self) -> Egress:
        """Asked before every connection to a host that a configuration names."""
        return self._egress

    @property
    def logger(self) -> logging.Logger:
        """Carries the names of connection and pipeline."""
        return self._logger

    def shared(self, key: Hashable, create: Callable[[], T], close: Callable[[T], Any]) -> T:
        """Return the one ``key`` of this connection in this process."""
        return self._resources.take(id(self), key, create, close)

    def released(self) -> list[Callable[[], Any]]:
        """Give up what this component shared; call what is returned."""
        return self._resources.release(id(self))

    async def release(self, call: Caller) -> None:
        """Give up what this component shared, and close what nobody else uses."""
        for closing in self.released():
            await call(closing)
