"""Connections that the components of one connection share: SQLAlchemy's queue pool, without its engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from attrs import define
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from nexus import Unavailable

WAIT_S: Final = 30.0
"""How long a component waits for a connection of its pool that is free."""
_NOTES: Final = "nexus"


@define
class Lease:
    """A connection that is in use.

    Attributes:
        reused: it was used before, so it may have died while it lay idle.
        notes: what its users remember about this connection until a rollback; they may have made it in the transaction.
        broken: set it, and the connection is thrown away with all that lie idle: they have most likely died with it.
    """

    connection: Any
    reused: bool
    notes: dict[Any, Any]
    broken: bool = False

    def after_rollback(self, *, broken: bool = False) -> None:
        """Forget what was noted, and that the connection works if it is ``broken``."""
        self.notes.clear()
        self.broken = self.broken or broken


class Pool:
    """Opens connections when they are needed and keeps up to ``size`` of them; safe to use from several threads.

    Args:
        connect: opens a connection; raises the errors of `nexus.errors`.
        size: most connections at once.
    """

    def __init__(self, connect: Callable[[], Any], size: int) -> None:
        self._size = size
        self._pool = QueuePool(connect, pool_size=size, max_overflow=0, timeout=WAIT_S, reset_on_return=None)

    @contextmanager
    def lease(self) -> Iterator[Lease]:
        """Lend a connection; whoever borrows it ends their transaction before giving it back.

        Raises:
            Unavailable: all connections stay in use.
        """
        try:
            fairy = self._pool.connect()
        except PoolTimeout:
            raise Unavailable(
                f"all {self._size} connections of the pool were in use for {WAIT_S:.0f} s (raise pool_size)", after=1.0
            ) from None
        info = fairy.info
        lease = Lease(fairy.driver_connection, _NOTES in info, info.setdefault(_NOTES, {}))
        try:
            yield lease
        finally:
            if lease.broken:
                fairy.invalidate()
                self._forget_idle()
            else:
                fairy.close()

    def close(self) -> None:
        """Close the connections that lie idle; those in use are closed when they are given back."""
        self._pool.dispose()

    def _forget_idle(self) -> None:
        former, self._pool = self._pool, self._pool.recreate()
        former.dispose()
