"""Figures in the stream store: seconds for an hour, minutes and hours for a week, then they end by themselves.

Each process writes what it counted into fields of its own, whose values are sums and not increments: a write whose reply
is lost can be made again, and readers add up the fields of all processes.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from nexus.errors import StoreError
from nexus.model.metrics import HOURS, MINUTES, SECONDS, Figures, Resolution, Subject
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.replies import Command, checked

_log = logging.getLogger(__name__)

WRITTEN_EVERY_S: Final = {SECONDS: 1, MINUTES: 10, HOURS: 60}
"""How often what is new of a slot is written, also while it is not over."""

_MOST_UNWRITTEN: Final = 20_000
"""Slots of all things that wait while the store is away; beyond it the oldest are dropped."""

_Part = tuple[Resolution, Subject, int]


class RollUps:
    """The `nexus.ports.FiguresStore` on the stream store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._run = uuid.uuid4().hex[:6]
        self._open: dict[tuple[Resolution, Subject], tuple[int, Figures]] = {}
        self._unwritten: dict[_Part, Figures] = {}
        self._chunks: dict[tuple[Resolution, Subject], int] = {}

    async def write(self, at: int, found: Mapping[Subject, Figures]) -> None:
        """Write what was counted in the second ``at`` (since 1970, UTC), and what has become of its minute and hour.

        What cannot be written, since the store is away, is written the next time.
        """
        for subject, figures in found.items():
            self._unwritten[SECONDS, subject, at] = figures
            for resolution in (MINUTES, HOURS):
                self._sum_up(resolution, subject, at, figures)
        due = [part for part in self._unwritten if at % WRITTEN_EVERY_S[part[0]] == 0 or part[2] < part[0].slot(at)]
        try:
            await self._write(due)
        except StoreError as error:
            _log.debug("figures wait for the stream store: %s", error)
            for part in list(self._unwritten)[:-_MOST_UNWRITTEN]:
                del self._unwritten[part]
        if at % HOURS.seconds == 0:
            self._forget(at)

    async def close(self) -> None:
        """Write all that is left."""
        try:
            await self._write(list(self._unwritten))
        except StoreError as error:
            _log.warning("the last figures cannot be written: %s", error)

    async def read(
        self, subjects: Sequence[Subject], resolution: Resolution, first: int, last: int
    ) -> dict[Subject, dict[int, Figures]]:
        """Return the figures of things by slot, from ``first`` to ``last``; slots without any are left out.

        Raises:
            StoreError: the store is away.
        """
        chunks = range(first // resolution.chunk, last // resolution.chunk + 1)
        wanted = [
            (subject, chunk, keys.figures(subject, resolution, chunk)) for subject in subjects for chunk in chunks
        ]
        replies = await self._all([(key, ("HGETALL", key)) for _, _, key in wanted])
        found: dict[Subject, dict[int, Figures]] = {subject: {} for subject in subjects}
        for (subject, chunk, _), reply in zip(wanted, replies, strict=True):
            slots = found[subject]
            for field, packed in zip(reply[::2], reply[1::2], strict=True):
                slot = chunk * resolution.chunk + int(field.partition(b".")[0])
                if not first <= slot <= last:
                    continue
                figures = Figures.unpacked(packed)
                known = slots.setdefault(slot, figures)
                if known is not figures:
                    known.add(figures)
        return found

    def _sum_up(self, resolution: Resolution, subject: Subject, at: int, figures: Figures) -> None:
        slot = resolution.slot(at)
        entry = self._open.get((resolution, subject))
        if entry is None or entry[0] != slot:
            entry = self._open[resolution, subject] = (slot, Figures())
        entry[1].add(figures)
        self._unwritten[resolution, subject, slot] = entry[1]

    async def _write(self, due: Sequence[_Part]) -> None:
        commands: list[tuple[str, Command]] = []
        for resolution, subject, slot in due:
            chunk, offset = divmod(slot, resolution.chunk)
            key = keys.figures(subject, resolution, chunk)
            packed = self._unwritten[resolution, subject, slot].packed()
            commands.append((key, ("HSET", key, f"{offset}.{self._run}", packed)))
            if self._chunks.get((resolution, subject)) != chunk:
                kept = resolution.kept_s + resolution.chunk * resolution.seconds
                commands.append((key, ("EXPIRE", key, kept)))
        await self._all(commands)
        for part in due:
            resolution, subject, slot = part
            self._chunks[resolution, subject] = slot // resolution.chunk
            self._unwritten.pop(part, None)

    async def _all(self, commands: Sequence[tuple[str, Command]]) -> list[list[bytes]]:
        replies = await self._store.each(commands)
        for reply in replies:
            checked(reply)
        return replies

    def _forget(self, at: int) -> None:
        """Let go of what has not been counted in this hour or the one before."""
        former = HOURS.slot(at) - 1
        idle = [subject for (each, subject), (slot, _) in self._open.items() if each is HOURS and slot < former]
        for subject in idle:
            for resolution in (SECONDS, MINUTES, HOURS):
                self._open.pop((resolution, subject), None)
                self._chunks.pop((resolution, subject), None)
