"""What sending needs from outside, so that it is planned once for threads and for asyncio.

A plan is a generator: it yields a step, and is resumed with what came of it, or with its error. It does nothing by itself;
`nexus_sdk.drivers` carry plans out.
"""

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar, cast

from nexus_sdk.answers import Response

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Exchange:
    """Make one attempt at a request; comes to a `Response`.

    Raises:
        ConnectionFailed: there is none.
    """

    url: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait for so long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Work:
    """Compute something that takes a while; comes to what the function returns."""

    function: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Take:
    """Take the next item; comes to it, or to `END`."""

    source: Iterator[Any] | AsyncIterator[Any]


@dataclass(frozen=True, slots=True)
class Start:
    """Begin to carry out a plan beside this one; comes to a task."""

    plan: Generator[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Join:
    """Wait for a task; comes to what its plan returns, or its error."""

    task: Any


END: Final = object()
Step: TypeAlias = Exchange | Pause | Work | Take | Start | Join
Plan: TypeAlias = Generator[Step, Any, T]


def exchange(request: Exchange) -> Plan[Response]:
    """Return the answer to one attempt."""
    return cast("Response", (yield request))


def work(function: Callable[[], T]) -> Plan[T]:
    """Return what a function does that takes a while."""
    return cast("T", (yield Work(function)))
