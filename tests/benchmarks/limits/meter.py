"""Measures the CPU that a stage takes, here and in the server that it talks to."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import psutil
from attrs import define, frozen

BATCH: Final = 500
"""Messages of one batch: that of a busy worker."""

Figures = dict[str, Any]
_T = TypeVar("_T")


def parts(many: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut a sequence into batches."""
    return (many[at : at + BATCH] for at in range(0, len(many), BATCH))


@define
class Cost:
    """CPU of one message, in µs: of this process, and of the server that it talks to."""

    here: float = 0.0
    server: float = 0.0


@frozen
class Meter:
    """Measures the CPU of this process, and of a server with all its children."""

    server: psutil.Process | None = None

    @contextmanager
    def watch(self, messages: int) -> Iterator[Cost]:
        """Measure the block, which handles so many messages; what it yields is filled in at its end."""
        cost, used, here = Cost(), self._used(), time.process_time()
        yield cost
        cost.here = (time.process_time() - here) / messages * 1e6
        cost.server = (self._used() - used) / messages * 1e6

    def _used(self) -> float:
        if self.server is None:
            return 0.0
        family = [self.server, *self.server.children(recursive=True)]
        return float(sum(sum(one.cpu_times()[:2]) for one in family))


def row(stage: str, ours: Cost, limit: str, least: Cost) -> Figures:
    """Return a row of the page: a stage, and what stands beside it."""
    return {
        "stage": stage,
        "us": ours.here,
        "server_us": ours.server,
        "limit": limit,
        "limit_us": least.here,
        "limit_server_us": least.server,
        "share": (least.here + least.server) / (ours.here + ours.server),
    }
