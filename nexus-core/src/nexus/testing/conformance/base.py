"""What all suites share: calling components as the engine does, waiting with a bound, and writing figures down."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

import pytest

from nexus.engine.calls import Caller
from nexus.model.mapping import TYPES
from nexus.testing.conformance.rules import validate_skips
from nexus.testing.polling import eventually

T = TypeVar("T")

FIGURE = "nexus_figure:"
"""Begins the name of a property of a test report that carries a measured value."""

THREADS = 4
"""Threads for plain functions of one component: more than `BatchPolicy.max_in_flight` of any connector here."""


class Conformance:
    """Base of all suites.

    Attributes:
        title: names the suite in the certificate.
        skips: name of a check, of a part of the bench, of an operation or of a type -> why it cannot be checked. A claim
            that the connector makes cannot be skipped.
        patience_s: the longest that anything may take when the other side is silent; choose short timeouts in the bench's
            configuration, and state the bound that users may rely on.
        settling_s: how long what was stored or sent may take to be seen by the bench.
    """

    title: ClassVar[str] = ""
    skips: ClassVar[Mapping[str, str]] = {}
    patience_s: ClassVar[float] = 30.0
    settling_s: ClassVar[float] = 10.0

    def __init_subclass__(cls) -> None:
        """Hold the suite to its own rules when it is written, not when it runs."""
        super().__init_subclass__()
        validate_skips(cls, cls.skips, (*TYPES, *cls.operations()))

    @classmethod
    def operations(cls) -> tuple[str, ...]:
        """Return the operations for which checks run, each once."""
        return ()

    @classmethod
    def subject(cls) -> str:
        """Return the name of what is checked, for the certificate; empty for suites that are there to be subclassed."""
        return ""

    @pytest.fixture
    def figure(self, record_property: Callable[[str, object], None]) -> Callable[[str, float], None]:
        """``figure(name, value)`` writes a measured value into the certificate."""
        return lambda name, value: record_property(f"{FIGURE}{name}", value)


@contextmanager
def calling(threads: int = THREADS) -> Iterator[Caller]:
    """Give a `Caller` with threads of its own; they are gone afterwards, so that what is left over is the component's."""
    executor = ThreadPoolExecutor(threads, thread_name_prefix="nexus-conformance")
    try:
        yield Caller(executor)
    finally:
        executor.shutdown(wait=True)


async def answer(value: Any) -> Any:
    """Return what a bench's method returned, awaited where it is awaitable."""
    return await value if inspect.isawaitable(value) else value


async def settled(read: Callable[[], Any], expected: Any, timeout_s: float) -> None:
    """Wait until ``read()`` gives ``expected``, and show the difference if it does not."""
    found: Any = None

    async def reached() -> bool:
        nonlocal found
        found = await answer(read())
        return bool(found == expected)

    condition: Callable[[], bool | Awaitable[bool]] = reached
    try:
        await eventually(condition, timeout_s=timeout_s, every_s=0.02)
    except TimeoutError:
        assert found == expected


async def within(seconds: float, waiting: Any, what: str) -> Any:
    """Await, and fail by name if it takes longer than ``seconds``.

    A plain function in a thread goes on after that: the test that fails so says which.
    """
    try:
        return await asyncio.wait_for(waiting, seconds)
    except TimeoutError:
        pytest.fail(f"{what} took longer than {seconds:g} s")
