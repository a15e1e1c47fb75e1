"""What a component holds while it is open: threads, descriptors (files and sockets), tasks."""

import asyncio
import os
import threading
from collections import Counter
from pathlib import Path
from typing import Final

from attrs import frozen

from nexus.testing.polling import eventually

_DESCRIPTORS: Final = Path("/proc/self/fd")
_OURS: Final = ("nexus-conformance", "asyncio_", "nexus-testing")
"""Threads of the tests themselves; ``asyncio_`` is the loop's own pool, which ends with the loop."""


@frozen
class Footprint:
    """Names of what is open."""

    threads: frozenset[str]
    descriptors: Counter[str]
    tasks: frozenset[str]

    @classmethod
    def now(cls) -> "Footprint":
        """Look around in this process, and on this loop."""
        threads = frozenset(
            f"{one.name}#{one.ident}" for one in threading.enumerate() if not one.name.startswith(_OURS)
        )
        tasks = frozenset(repr(one.get_coro()) for one in asyncio.all_tasks() if one is not asyncio.current_task())
        return cls(threads, _descriptors(), tasks)

    def left(self, after: "Footprint") -> list[str]:
        """Return what ``after`` has and this has not."""
        descriptors = (after.descriptors - self.descriptors).elements()
        return sorted([*(after.threads - self.threads), *descriptors, *(after.tasks - self.tasks)])


async def assert_nothing_left(before: Footprint, what: str) -> None:
    """Wait a moment for what ends by itself, and fail with the names of what stays."""
    left: list[str] = []

    def clean() -> bool:
        nonlocal left
        left = before.left(Footprint.now())
        return not left

    try:
        await eventually(clean, timeout_s=3.0, every_s=0.05)
    except TimeoutError:
        raise AssertionError(f"{what} leaves open: {', '.join(left)}") from None


def _descriptors() -> Counter[str]:
    """Name descriptors by what they lead to: a number is given again at once, an inode is not."""
    if not _DESCRIPTORS.is_dir():  # not Linux: numbers must do
        return Counter(f"descriptor {name}" for name in Path("/dev/fd").iterdir())
    names: Counter[str] = Counter()
    for entry in _DESCRIPTORS.iterdir():
        try:
            names[os.readlink(entry)] += 1  # noqa: PTH115 — sockets are no paths
        except OSError:  # the one that listed the folder
            continue
    return names
