"""A connection to the store on which one command, sooner or later, goes wrong; and a caller that is cancelled meanwhile."""

import asyncio
from collections.abc import Awaitable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from attrs import frozen

from nexus.errors import StoreError
from nexus.streams.address import parse
from nexus.streams.connection import Answered
from nexus.streams.link import Link
from nexus.streams.replies import Command
from nexus.streams.single import SingleStore

T = TypeVar("T")


class Kind(StrEnum):
    """What goes wrong: whether the command is applied, and whether its caller gets an error or is cancelled."""

    REFUSED = "refused"
    REPLY_LOST = "reply lost"
    CANCELLED_BEFORE = "cancelled before"
    CANCELLED_AFTER = "cancelled after"


@frozen
class Trouble:
    """The ``number``-th write to the connection (from 0) goes wrong; none if ``kind`` is None."""

    kind: Kind | None = None
    number: int = 0


class TroubledStore(SingleStore):
    """The stream store; `trouble` makes one of the next writes go wrong."""

    def __init__(self, url: str) -> None:
        super().__init__(parse(url))
        self._troubled = TroubledLink(super().link(""))

    def link(self, key: str) -> Link:
        """The one connection."""
        return self._troubled  # type: ignore[return-value] # it is one by its methods

    async def attempt(self, action: Awaitable[T], trouble: Trouble) -> tuple[bool, T | None]:
        """Await ``action`` in trouble; return whether it came to its end, and its result."""
        link, task = self._troubled, asyncio.ensure_future(action)
        link.begin(trouble, task)
        try:
            return True, await task
        except (StoreError, asyncio.CancelledError):
            return False, None
        finally:
            await link.settled()


class TroubledLink:
    """Sends commands, and lets one write go wrong."""

    def __init__(self, link: Link) -> None:
        self.name = link.name
        self._link = link
        self._trouble = Trouble()
        self._task: asyncio.Future[Any] | None = None
        self._applied: list[asyncio.Future[None]] = []

    def begin(self, trouble: Trouble, task: "asyncio.Future[Any]") -> None:
        """Count from here; ``task`` is who may be cancelled."""
        self._trouble, self._task, self._applied = trouble, task, []

    async def settled(self) -> None:
        """Return once the store has applied all that was sent; nothing goes wrong any more."""
        self._trouble, self._task = Trouble(), None
        await asyncio.gather(*self._applied)

    def send(self, commands: Sequence[Command], answered: Answered) -> None:
        """Send commands, unless it is their turn to go wrong."""
        kind = self._trouble.kind if self._trouble.number == 0 else None
        self._trouble = Trouble(self._trouble.kind, self._trouble.number - 1)
        loop = asyncio.get_running_loop()
        if kind is Kind.CANCELLED_BEFORE:
            self._cancel()
        elif kind is Kind.REFUSED:
            loop.call_soon(answered, StoreError("refused, as asked for"))
        else:
            applied = loop.create_future()
            self._applied.append(applied)

            def received(outcome: Any) -> None:
                applied.set_result(None)
                if kind is Kind.REPLY_LOST:
                    answered(StoreError("the reply was lost, as asked for"))
                elif kind is Kind.CANCELLED_AFTER:
                    self._cancel()
                else:
                    answered(outcome)

            self._link.send(commands, received)

    def drop(self) -> None:
        """End the connection."""
        self._link.drop()

    def _cancel(self) -> None:
        assert self._task is not None
        self._task.cancel()
