"""The process that writes is killed, at moments that nobody chose."""

import asyncio
import random
import time
from collections.abc import Mapping
from typing import Any

import attrs

from nexus.config import unstructure
from nexus.hookspecs import Capability, WriteTarget
from nexus.testing.conformance.base import answer
from nexus.testing.conformance.child import numbered_batch
from nexus.testing.conformance.killing import Killable
from nexus.testing.conformance.rules import check
from nexus.testing.conformance.sink.bench import SinkBench
from nexus.testing.conformance.sink.effects import Effect, by_id, had_effect, rows_for
from nexus.testing.conformance.sink.opening import SinkChecks

# ruff: noqa: D102 — the name of a check is its sentence

_BATCHES = 30
_ROWS = 100
_KILLS = 4


class Kills(SinkChecks):
    """What `write` has returned for is stored, whatever happens to the process."""

    @check()
    async def test_a_killed_writer_loses_nothing_that_was_stored(
        self, bench: SinkBench, operation: str, killable: Killable
    ) -> None:
        target, first = await self._full_place(bench, operation), 0
        for _ in range(2):
            first = await self._write_and_kill(bench, operation, killable, target, first)
        held = await answer(bench.stored(target))
        effect = self.effect(operation)
        for number in range(first):
            there = had_effect(effect, numbered_batch(effect, number, self._rows()).rows, held)
            assert all(there), f"batch {number} was stored, and {there.count(False)} of its rows are not there"

    @check(claim=Capability.TRANSACTIONAL)
    async def test_a_batch_of_a_killed_writer_is_stored_whole_or_not_at_all(
        self, bench: SinkBench, operation: str, killable: Killable
    ) -> None:
        effect = self.effect(operation)
        target, first = await self._full_place(bench, operation), 0
        for _ in range(_KILLS):
            first = await self._write_and_kill(bench, operation, killable, target, first)
            held = await answer(bench.stored(target))
            for number in range(first + 2):
                there = had_effect(effect, numbered_batch(effect, number, self._rows()).rows, held)
                assert len(set(there)) == 1, f"{sum(there)} of the {len(there)} rows of a batch are stored"

    @check(claim=Capability.LEDGER)
    async def test_with_the_ledger_what_a_killed_writer_wrote_takes_effect_once(
        self, bench: SinkBench, operation: str, killable: Killable
    ) -> None:
        effect = self.effect(operation)
        target = await self._full_place(bench, operation, ledger=True)
        for _ in range(2):
            await self._write_and_kill(bench, operation, killable, target, 0)  # from the start, as what is pending is
        batches = [numbered_batch(effect, number, self._rows()) for number in range(4)]
        async with self.open(bench, target) as sink:
            for written in batches:
                await sink.deliver(written)
        held = by_id(await answer(bench.stored(target)))
        ids = [row["id"] for row in held]
        assert len(ids) == len(set(ids)), "a message took effect twice"
        assert all(all(had_effect(effect, written.rows, held)) for written in batches)

    def _rows(self) -> int:
        return min(self.sink_type.batching.max_rows, _ROWS)

    async def _full_place(self, bench: SinkBench, operation: str, **about: Any) -> WriteTarget:
        return await self.place(bench, operation, rows_for(Effect.ADD, range(_BATCHES * self._rows()), "old"), **about)

    async def _write_and_kill(
        self, bench: SinkBench, operation: str, killable: Killable, target: WriteTarget, first: int
    ) -> int:
        """Let a process write from batch ``first`` on, kill it, and return the first batch that it did not finish."""
        job = {
            "do": "write",
            "config": unstructure(bench.config),
            "target": _plain(target),
            "effect": self.effect(operation),
            "first": first,
            "batches": max(1, _BATCHES - first - 1),
            "rows": self._rows(),
        }
        return await asyncio.to_thread(_run_and_kill, killable, job, first)


def _run_and_kill(killable: Killable, about: Mapping[str, Any], first: int) -> int:
    stored = first - 1
    with killable.job(**about) as job:
        began = time.monotonic()
        if (said := job.next()).startswith("stored"):
            stored = int(said.split()[1])
            took = time.monotonic() - began
            time.sleep(random.uniform(0, 2 * min(took, 0.05)))  # noqa: S311 — the moment of the kill
        job.kill()
        while (said := job.next()).startswith("stored"):
            stored = int(said.split()[1])
    return stored + 1


def _plain(target: WriteTarget) -> Mapping[str, Any]:
    return {**attrs.asdict(target), "key": list(target.key)}
