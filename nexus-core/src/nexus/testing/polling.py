"""Waiting for a condition with a bound: what tests do instead of sleeping."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T], *, timeout_s: float = 10.0, every_s: float = 0.01, what: str = "") -> T:
    """Call ``condition`` until it answers something true, and return that answer.

    Args:
        condition: asked again and again; an exception that it raises ends the wait.
        timeout_s: most seconds to wait.
        every_s: seconds between two questions.
        what: what is waited for, for the error.

    Raises:
        TimeoutError: the answer was still false after ``timeout_s``; the message carries the last answer.
    """
    deadline = time.monotonic() + timeout_s
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(_late(condition, timeout_s, what, answer))
        time.sleep(every_s)
    return answer


async def eventually(
    condition: Callable[[], T | Awaitable[T]], *, timeout_s: float = 10.0, every_s: float = 0.01, what: str = ""
) -> T:
    """As `wait_until`, without blocking the event loop; ``condition`` may be ``async``."""
    deadline = time.monotonic() + timeout_s
    while not (answer := await _answer(condition)):
        if time.monotonic() > deadline:
            raise TimeoutError(_late(condition, timeout_s, what, answer))
        await asyncio.sleep(every_s)
    return answer


async def _answer(condition: Callable[[], T | Awaitable[T]]) -> T:
    found = condition()
    return await found if inspect.isawaitable(found) else found


def _late(condition: object, timeout_s: float, what: str, answer: object) -> str:
    name = what or getattr(condition, "__qualname__", repr(condition))
    return f"waited {timeout_s:g} s for {name}; the last answer was {answer!r}"
