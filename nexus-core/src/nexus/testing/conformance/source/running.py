"""Runs sources as the receiver does: again after an outage, cancelled at the end; with an ``emit`` that one controls."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest

from nexus.engine.calls import Caller
from nexus.errors import ConfigurationError, NexusError
from nexus.hookspecs import Source, SourceMessage, SourceType
from nexus.testing.conformance.base import Conformance, answer, calling
from nexus.testing.conformance.source.bench import SourceBench
from nexus.testing.context import LocalSourceContext
from nexus.testing.polling import eventually

_PAUSE_S = 0.05
"""Between two runs; the receiver waits longer, and longer each time."""


class Durable:
    """An ``emit`` that records, and can hold, refuse, or take its time.

    Args:
        patience_s: how long `has` waits while nothing comes.

    Attributes:
        messages: what it has taken, in the order of its answers.
        numbers: the numbers of the good ones among them.
        held: messages that calls hold which have not returned.
        open: cleared, every call waits.
        refusing: raised instead of taking anything, if set.
        pause_s: how long each call takes.
        interrupted: a call was cancelled while it ran, which a source must never do.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self.messages: list[SourceMessage] = []
        self.numbers: list[int] = []
        self.held = 0
        self.open = asyncio.Event()
        self.open.set()
        self.refusing: Exception | None = None
        self.refused = 0
        self.pause_s = 0.0
        self.interrupted = False

    async def __call__(self, messages: Sequence[SourceMessage]) -> None:
        """Take messages, as the platform does once they are durable."""
        assert all(isinstance(message, SourceMessage) for message in messages)
        self.held += len(messages)
        try:
            await self.open.wait()
            await asyncio.sleep(self.pause_s)
        except asyncio.CancelledError:
            self.interrupted = True
            raise
        finally:
            self.held -= len(messages)
        if self.refusing is not None:
            self.refused += len(messages)
            raise self.refusing
        self.messages += messages
        self.numbers += [number for one in messages if not one.error if (number := _number(one)) is not None]

    async def has(self, numbers: Collection[int]) -> None:
        """Wait until every message of these numbers was taken, at least once; patiently as long as some come."""
        wanted, seen, since = set(numbers), -1, time.monotonic()
        while not wanted <= set(self.numbers):
            if len(self.numbers) > seen:
                seen, since = len(self.numbers), time.monotonic()
            if time.monotonic() - since > self._patience_s:
                pytest.fail(f"{len(wanted - set(self.numbers))} of {len(wanted)} messages did not come")
            await asyncio.sleep(0.02)


def _number(message: SourceMessage) -> int | None:
    """Return the number of a message of `numbered`, None of another."""
    document = json.loads(message.payload)
    return document.get("n") if isinstance(document, dict) else None


def numbered(numbers: Sequence[int]) -> list[bytes]:
    """Return payloads that tell which is which."""
    return [
        json.dumps({"n": number, "text": f"message {number} 😀"}, ensure_ascii=False).encode() for number in numbers
    ]


class Run:
    """A source that runs until it is stopped: opened, run and closed for each connection, as the receiver does.

    Attributes:
        context: that of the newest instance.
        failure: what ended it for good: a person must act, or an error that the contract does not know.
        outages: how often the source said that the upstream is away.
    """

    def __init__(self, source_type: SourceType, config: Any, emit: Durable, call: Caller) -> None:
        self._source_type = source_type
        self._config = config
        self._emit = emit
        self._call = call
        self.context = self._new_context()
        self.failure: BaseException | None = None
        self.outages = 0
        self._task = asyncio.create_task(self._again_and_again())

    def _new_context(self) -> LocalSourceContext:
        parts = self._source_type.subscriptions
        return LocalSourceContext([one.name for one in parts(self._config)] if parts is not None else ())

    async def _again_and_again(self) -> None:
        while self.failure is None:
            try:
                await self._once()
                self.failure = AssertionError("run returned, although nobody cancelled it")
            except ConfigurationError as error:
                self.failure = error
            except (NexusError, OSError):  # the upstream is away, or the platform could not take it
                self.outages += 1
            except Exception as error:  # noqa: BLE001 — reported by whoever looks
                self.failure = error
            await asyncio.sleep(_PAUSE_S)

    async def _once(self) -> None:
        self.context = self._new_context()
        source: Source | None = None
        try:
            source = await self._call(self._source_type.open, self._config, self.context)
            await source.run(self._emit)
        finally:
            await asyncio.shield(self._close(source, self.context))

    async def _close(self, source: Source | None, context: LocalSourceContext) -> None:
        if source is not None:
            await self._call(source.close)
        await context.aclose(self._call)

    async def connected(self, patience_s: float) -> None:
        """Wait until the source has said that messages can come."""
        try:
            await eventually(lambda: self.failure is not None or self.context.is_connected, timeout_s=patience_s)
        except TimeoutError:
            pytest.fail(f"the source did not call context.connected() within {patience_s:g} s")
        if self.failure is not None:
            raise AssertionError(f"the source gave up: {self.failure!r}") from self.failure

    async def stop(self, patience_s: float) -> None:
        """Cancel it as the receiver does, and wait for its end."""
        self._task.cancel()
        _, late = await asyncio.wait([self._task], timeout=patience_s)
        if late:
            pytest.fail(f"the source was cancelled and still runs after {patience_s:g} s")
        if not self._task.cancelled() and (error := self._task.exception()) is not None:
            raise error

    async def ended(self, patience_s: float) -> BaseException:
        """Wait until it has failed for good, and return why."""
        await asyncio.wait([self._task], timeout=patience_s)
        if self.failure is None:
            pytest.fail(f"the source goes on after {patience_s:g} s")
        return self.failure


class SourceChecks(Conformance):
    """Base of the parts of `SourceConformance`.

    Attributes:
        source_type: what the plugin offers.
        most_in_flight: how many messages may be with ``emit`` at most while it does not return.
    """

    title = "Source"
    source_type: ClassVar[SourceType]
    most_in_flight: ClassVar[int] = 1000

    @classmethod
    def subject(cls) -> str:
        """Return the connector's name."""
        source_type = getattr(cls, "source_type", None)
        return source_type.connector.name if source_type is not None else ""

    @asynccontextmanager
    async def running(self, bench: SourceBench, emit: Durable, config: Any = None) -> AsyncIterator[Run]:
        """Run a source, wait until the upstream knows it, and stop it at the end."""
        async with self.opened(bench, emit, config) as run:
            await run.connected(self.patience_s)
            await answer(bench.ready())
            yield run
            if run.failure is not None:
                raise AssertionError(f"the source gave up: {run.failure!r}") from run.failure

    @asynccontextmanager
    async def opened(self, bench: SourceBench, emit: Durable, config: Any = None) -> AsyncIterator[Run]:
        """Run a source, whatever comes of it."""
        with calling() as call:
            run = Run(self.source_type, bench.config if config is None else config, emit, call)
            try:
                yield run
            finally:
                emit.open.set()
                await run.stop(self.patience_s)

    async def acquaint(self, bench: SourceBench) -> None:
        """Let the upstream know the source, so that it keeps messages from now on; then stop the source."""
        async with self.running(bench, Durable(self.patience_s)):
            pass


def parsed(messages: Sequence[SourceMessage]) -> list[Mapping[str, Any]]:
    """Return the JSON values of payloads; one that is none fails."""
    return [json.loads(message.payload.decode("utf-8")) for message in messages]
