"""The stream store behind one small interface, whether it is one server, a sentinel-led primary or a cluster."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, Final

from attrs import define

from nexus.errors import StoreError
from nexus.ports import Vault
from nexus.streams.address import Address
from nexus.streams.connection import Answered, Connection
from nexus.streams.kept import NoVault
from nexus.streams.link import Link
from nexus.streams.replies import Command, ErrorReply, checked, is_stale_primary
from nexus.streams.scripts import BY_SHA, Script

_HOPS: Final = 5

_FOLLOWERS: Final = frozenset({"WAIT", "WAITAOF", "PUBLISH"})
"""Commands without a key, about what comes before them in the pipeline."""

_Places = list[tuple[int, Sequence[Command]]]
_Ways = dict[Link, _Places]


class Store(ABC):
    """Runs commands where their key lives. Belongs to one event loop; connects on first use; never resends.

    One store keeps one connection per server. Open another where traffic must not queue behind the first's.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self.vault: Vault = NoVault()
        """Opens and seals the payloads that are kept encrypted here."""

    @abstractmethod
    def link(self, key: str) -> Link:
        """The connection to the server that holds ``key``."""

    @abstractmethod
    def redirected(self, reply: ErrorReply) -> Link | None:
        """Where to go after an error reply that sends us elsewhere (MOVED, ASK), or None."""

    @abstractmethod
    async def links(self) -> Sequence[Link]:
        """A connection to every server that holds data (primaries).

        Raises:
            StoreError: none of them can be found.
        """

    @abstractmethod
    async def subscriber(self, pushed: Callable[[Any], None]) -> Connection:
        """A connection of its own for pub/sub; ``pushed`` gets the messages.

        Raises:
            StoreError: no server can be reached.
        """

    @abstractmethod
    async def close(self) -> None:
        """End all connections."""

    def lane(self, key: str) -> Hashable:
        """What tells servers apart: commands for keys of one lane can share a pipeline."""
        return self.link(key).name

    def send(self, key: str, commands: Sequence[Command], answered: Answered) -> None:
        """Send commands in one pipeline to the server that holds ``key`` (and all other keys of the commands).

        Commands that the server has refused to run (script not loaded, key elsewhere) are sent again in the way that it
        asked for; no others ever are (reliability 3).
        """
        self._send(self.link(key), commands, answered, _HOPS)

    async def call(self, key: str, *command: str | bytes | int) -> Any:
        """Run one command and return its reply.

        Raises:
            StoreError: the server refuses, or no reply came (then the outcome is unknown).
        """
        return checked((await self.pipeline(key, [command]))[0])

    async def pipeline(self, key: str, commands: Sequence[Command]) -> list[Any]:
        """Run commands in one go and return their replies, errors among them as `ErrorReply`.

        Raises:
            StoreError: the connection broke; what was applied is unknown.
        """
        return await _answer(lambda answered: self.send(key, commands, answered))

    async def each(self, commands: Sequence[tuple[str, Command]], at_once: int = 500) -> list[Any]:
        """Run commands, each with a key that it is about, and return their replies in order, errors as `ErrorReply`.

        Those for one server go in one pipeline, of ``at_once`` commands: none of other traffic waits long behind them.

        Raises:
            StoreError: a connection broke; what was applied is unknown.
        """
        lanes: dict[Hashable, list[int]] = {}
        for at, (key, _) in enumerate(commands):
            lanes.setdefault(self.lane(key), []).append(at)
        replies: list[Any] = [None] * len(commands)
        for lane in lanes.values():
            for start in range(0, len(lane), at_once):
                part = lane[start : start + at_once]
                answers = await self.pipeline(commands[part[0]][0], [commands[at][1] for at in part])
                for at, answer in zip(part, answers, strict=True):
                    replies[at] = answer
        return replies

    async def ask(self, link: Link, *command: str | bytes | int) -> Any:
        """Run one command on one server.

        Raises:
            StoreError: the server refuses, or no reply came.
        """
        return checked((await _answer(lambda answered: link.send([command], answered)))[0])

    async def run(self, script: Script, keys: Sequence[str], args: Sequence[str | bytes | int]) -> Any:
        """Run a script; all keys must belong to one workflow.

        Raises:
            StoreError: it was refused whole, or no reply came (then the outcome is unknown).
        """
        return await self.call(keys[0], *script.command(keys, args))

    def _send(self, link: Link, commands: Sequence[Command], answered: Answered, hops: int) -> None:
        def received(outcome: list[Any] | StoreError) -> None:
            if isinstance(outcome, StoreError):
                answered(outcome)
                return
            refused = [i for i, reply in enumerate(outcome) if type(reply) is ErrorReply]
            if not refused:
                answered(outcome)
                return
            if any(is_stale_primary(outcome[i]) for i in refused):
                link.drop()
            self._send_again(
                _Rerun(outcome, answered), self._ways(link, commands, refused, outcome) if hops else {}, hops
            )

        link.send(commands, received)

    def _ways(self, link: Link, commands: Sequence[Command], refused: Sequence[int], replies: Sequence[Any]) -> _Ways:
        """What was refused without being run, by where to send it, and in which form."""
        ways: _Ways = {}
        for index in refused:
            command, reply = commands[index], replies[index]
            if reply.kind == "NOSCRIPT":
                source = BY_SHA[str(command[1])].source
                ways.setdefault(link, []).append((index, [("EVAL", source, *command[2:])]))
                continue
            target = self.redirected(reply)
            if target is not None:
                ways.setdefault(target, []).append(
                    (index, [("ASKING",), command] if reply.kind == "ASK" else [command])
                )
        followers = [(index, [command]) for index, command in enumerate(commands) if command[0] in _FOLLOWERS]
        for places in ways.values():
            # reliability 2: what waits for the writes must come after them, wherever they went
            places.extend(followers)
        return ways

    def _send_again(self, rerun: "_Rerun", ways: _Ways, hops: int) -> None:
        if not ways:
            rerun.answered(rerun.replies)
            return
        rerun.open = len(ways)
        for target, places in ways.items():
            flat = [command for _, sent in places for command in sent]
            self._send(target, flat, partial(rerun.merge, places), hops - 1)


@define(eq=False)
class _Rerun:
    """Puts the replies of commands that were sent again where the refusals stood."""

    replies: list[Any]
    answered: Answered
    open: int = 0
    fault: StoreError | None = None

    def merge(self, places: _Places, outcome: list[Any] | StoreError) -> None:
        """Take in the replies of one server; answer when all have come."""
        if isinstance(outcome, StoreError):
            self.fault = outcome
        else:
            at = 0
            for index, sent in places:
                at += len(sent)
                reply = outcome[at - 1]  # before it stands the reply to ASKING
                follows = sent[0][0] in _FOLLOWERS
                self.replies[index] = _weaker(self.replies[index], reply) if follows else reply
        self.open -= 1
        if not self.open:
            self.answered(self.fault or self.replies)


def _weaker(one: Any, other: Any) -> Any:
    """Of two replies to WAIT or WAITAOF the one that promises less; an error promises nothing."""
    for reply in (one, other):
        if type(reply) is ErrorReply:
            return reply
    if isinstance(one, list):
        return [min(pair) for pair in zip(one, other, strict=True)]
    return min(one, other)


async def _answer(send: Callable[[Answered], None]) -> list[Any]:
    future: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()

    def answered(outcome: list[Any] | StoreError) -> None:
        if future.done():  # the caller was cancelled: nobody is left to tell
            return
        if isinstance(outcome, StoreError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    send(answered)
    return await future
