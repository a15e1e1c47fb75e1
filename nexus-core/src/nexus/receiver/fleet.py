"""The instances that this receiver has, of all that should run: spread evenly over all receivers, one lease each."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import define

from nexus.errors import StoreError
from nexus.model.source import SourceReport
from nexus.ports import Board, Lease
from nexus.receiver.runner import InstanceRunner, Surroundings
from nexus.services.sources import BrokenSource, RunnableSource

log = logging.getLogger(__name__)

Slot = tuple[str, int]
"""Connection id and instance."""

LEASE_S: Final = 5.0
"""A receiver that gives no sign of life for so long has lost its instances."""

LOOK_S: Final = 1.0
"""Pause between two looks at leases and receivers."""

TELL_MS: Final = 4_000
"""A report is told again after this time, though nothing but its figures has changed."""


@define
class _Held:
    """An instance that this receiver has the lease of.

    Attributes:
        ending: set while its runner ends.
        leaving: it is given up then; else begun anew as it is defined now.
    """

    lease: Lease
    runner: InstanceRunner
    ending: asyncio.Task[None] | None = None
    leaving: bool = False


class Fleet:
    """Takes, runs and gives up instances.

    Every receiver says that it is there and counts who else is. The instances are shared out by number: each receiver runs
    as many as its place among the sorted names of all gives it, gives up what is more, and takes what is free while it has
    less. So they are spread evenly, and few move when a receiver comes or goes.

    Args:
        name: of this receiver; no other's.
        lease: makes the lease of an instance.
        around: what instances need.
    """

    def __init__(
        self,
        name: str,
        board: Board,
        lease: Callable[[str, int], Lease],
        around: Surroundings,
    ) -> None:
        self._name = name
        self._board = board
        self._lease = lease
        self._around = around
        self._wanted: dict[Slot, RunnableSource] = {}
        self._held: dict[Slot, _Held] = {}
        self._posted: dict[Slot, SourceReport] = {}
        self._turn = asyncio.Lock()

    @property
    def held(self) -> Mapping[Slot, InstanceRunner]:
        """What runs here."""
        return {slot: one.runner for slot, one in self._held.items()}

    async def follow(self, runnable: Sequence[RunnableSource], broken: Sequence[BrokenSource]) -> None:
        """Take note of what should run now; what has changed is replaced at once."""
        for source in broken:
            log.error("%s cannot be received from: %s", source.connection.name, source.reason)
        async with self._turn:
            self._wanted = {
                (source.connection.id, instance): source for source in runnable for instance in range(source.instances)
            }
            for slot, one in self._held.items():
                wanted = self._wanted.get(slot)
                if wanted is not None and wanted.signature == one.runner.source.signature:
                    one.runner.follow(wanted)
                else:
                    self._end(slot, one, leaving=wanted is None)
        await self.look()

    async def look(self) -> None:
        """Renew what is held, give up what is too much, take what is free."""
        async with self._turn:
            await self._renew()
            try:
                receivers = await self._board.attend(self._name, LEASE_S)
                await self._share(self._quota(receivers))
                await self._tell()
            except StoreError as error:
                log.debug("receivers cannot be counted: %s", error)

    async def stop(self) -> None:
        """Give all up, so that others can go on at once."""
        async with self._turn:
            self._wanted = {}
            for slot, one in self._held.items():
                self._end(slot, one, leaving=True)
            while endings := [one.ending for one in self._held.values() if one.ending is not None]:
                await asyncio.wait(endings, timeout=LOOK_S)
                await self._renew()
        try:
            await self._board.leave(self._name)
        except StoreError as error:
            log.debug("this receiver's time ends by itself: %s", error)

    async def _renew(self) -> None:
        held = list(self._held.items())
        found = await asyncio.gather(*(one.lease.take() for _, one in held), return_exceptions=True)
        for (slot, one), taken in zip(held, found, strict=True):
            if isinstance(taken, BaseException) and not isinstance(taken, StoreError):
                raise taken
            lost = taken is False or (isinstance(taken, StoreError) and one.lease.seconds_left == 0)
            if lost and not one.leaving:
                log.warning("%s: the lease is lost, another receiver may have it", one.runner.source.connection.name)
                self._end(slot, one, leaving=True)

    def _quota(self, receivers: Sequence[str]) -> int:
        """How many instances are this receiver's: an equal share, and what is left over for the first by name."""
        if self._name not in receivers:
            return 0
        share, rest = divmod(len(self._wanted), len(receivers))
        return share + (receivers.index(self._name) < rest)

    async def _share(self, quota: int) -> None:
        staying = [slot for slot, one in self._held.items() if not one.leaving]
        for slot in staying[quota:]:
            self._end(slot, self._held[slot], leaving=True)
        missing = quota - len(staying)
        for slot in [slot for slot in self._wanted if slot not in self._held]:
            if missing <= 0:
                return
            lease = self._lease(*slot)
            if await lease.take():
                self._held[slot] = _Held(lease, self._started(slot))
                missing -= 1

    def _started(self, slot: Slot) -> InstanceRunner:
        runner = InstanceRunner(self._wanted[slot], slot[1], self._around)
        log.info("this receiver has %s, instance %d", runner.source.connection.name, slot[1])
        runner.start()
        return runner

    def _end(self, slot: Slot, one: _Held, *, leaving: bool) -> None:
        one.leaving = one.leaving or leaving
        if one.ending is None:
            one.ending = asyncio.create_task(self._ended(slot, one))

    async def _ended(self, slot: Slot, one: _Held) -> None:
        """End a runner; begin anew with what is defined now, or let others have it."""
        await one.runner.stop()
        if slot in self._wanted and not one.leaving:
            one.runner, one.ending = self._started(slot), None
            return
        del self._held[slot]
        posted = self._posted.pop(slot, None)
        if posted is not None and one.lease.seconds_left:  # else it may be another's report by now
            try:
                await self._board.remove([posted])
            except StoreError as error:
                log.debug("a report stays until it is stale: %s", error)
        await one.lease.release()

    async def _tell(self) -> None:
        """Post what has changed, and everything every few seconds: a report that is not renewed goes stale."""
        reports = {slot: one.runner.report() for slot, one in self._held.items()}
        news = {slot: report for slot, report in reports.items() if _is_news(report, self._posted.get(slot))}
        await self._board.post(list(news.values()))
        self._posted |= {slot: report for slot, report in news.items() if slot in self._held}


def _is_news(report: SourceReport, posted: SourceReport | None) -> bool:
    return (
        posted is None
        or (report.state, report.reason) != (posted.state, posted.reason)
        or report.told_at - posted.told_at > TELL_MS
    )
