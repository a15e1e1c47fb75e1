"""Operations, batches, rows that can never be stored, and what stays open."""

import asyncio
import copy
from collections.abc import Callable

import pytest

from nexus.errors import ConfigurationError, Rejected
from nexus.hookspecs import WriteTarget
from nexus.testing.conformance.base import answer, within
from nexus.testing.conformance.footprint import Footprint, assert_nothing_left
from nexus.testing.conformance.rules import check
from nexus.testing.conformance.sink.bench import SinkBench
from nexus.testing.conformance.sink.effects import FIELDS, Effect, after, rows_for
from nexus.testing.conformance.sink.opening import SinkChecks, batch

# ruff: noqa: D102 — the name of a check is its sentence

_LARGEST = 16 * 1024 * 1024
_TEXT = 16 * 1024
"""Bytes of one field, which every system takes; a batch of them fills the policy's bytes."""


class Operations(SinkChecks):
    """Every operation does what it says, with batches of every permitted size."""

    @check()
    async def test_every_operation_does_what_it_says(self, bench: SinkBench, operation: str) -> None:
        effect = self.effect(operation)
        seeds = rows_for(Effect.ADD, range(10), "old")
        target = await self.place(bench, operation, seeds)
        before = seeds if effect in {Effect.CHANGE, Effect.REMOVE} else []
        first, second = rows_for(effect, range(3, 8)), rows_for(effect, range(8, 10), "new")
        async with self.open(bench, target) as sink:
            await sink.write(first)
            await sink.write(second, "n")
            await self.assert_stored(bench, target, after(effect, before, [*first, *second]))

    @check()
    async def test_a_row_that_is_there_already_is_as_written_last(self, bench: SinkBench, operation: str) -> None:
        effect = self.effect(operation)
        if effect is Effect.ADD:
            return  # adds another one: whether the destination takes it is its own affair
        target = await self.place(bench, operation, rows_for(Effect.ADD, range(6), "old"))
        async with self.open(bench, target) as sink:
            await sink.write(rows_for(effect, range(6), "first"), "a")
            await sink.write(rows_for(effect, range(6), "last"), "b")
            expected = rows_for(Effect.ADD, range(6), "last") if effect in {Effect.PUT, Effect.CHANGE} else []
            await self.assert_stored(bench, target, expected)

    @check()
    async def test_a_batch_of_as_many_rows_as_the_policy_allows_is_stored(self, bench: SinkBench, storing: str) -> None:
        rows = rows_for(self.effect(storing), range(self.sink_type.batching.max_rows))
        target = await self.place(bench, storing)
        async with self.open(bench, target) as sink:
            await within(self.patience_s, sink.write(rows), "a full batch")
            await self.assert_stored(bench, target, rows)

    @check("large")
    async def test_a_batch_of_as_many_bytes_as_the_policy_allows_is_stored(
        self, bench: SinkBench, storing: str
    ) -> None:
        policy = self.sink_type.batching
        count = max(1, min(policy.max_rows, min(policy.max_bytes, _LARGEST) // _TEXT - 1))
        rows = [{"id": i, "name": "ü" * (_TEXT // 2 - 100), "qty": i} for i in range(count)]
        target = await self.place(bench, storing)
        async with self.open(bench, target) as sink:
            await within(self.patience_s, sink.write(rows), "a batch of many bytes")
            await self.assert_stored(bench, target, rows)

    @check()
    async def test_as_many_writes_at_once_as_the_policy_allows_are_stored(self, bench: SinkBench, storing: str) -> None:
        writers, turns = self.sink_type.batching.max_in_flight, 5
        parts = [rows_for(self.effect(storing), range(20 * n, 20 * n + 20)) for n in range(writers * turns)]
        target = await self.place(bench, storing)
        async with self.open(bench, target) as sink:
            for turn in range(turns):
                mine = range(turn * writers, (turn + 1) * writers)
                await asyncio.gather(*(sink.deliver(parts[n], f"w{n}") for n in mine))
            held = {row["id"] for row in await answer(bench.stored(target))}
            assert held == set(range(20 * writers * turns))

    @check()
    async def test_rows_are_not_changed_by_writing_them(self, bench: SinkBench, operation: str) -> None:
        rows = rows_for(self.effect(operation), range(5))
        written = batch(copy.deepcopy(rows))
        target = await self.place(bench, operation, rows_for(Effect.ADD, range(5)))
        async with self.open(bench, target) as sink:
            await sink.write(written)
        assert list(written.rows) == rows

    @check()
    async def test_two_pipelines_of_one_connection_write_side_by_side(self, bench: SinkBench, storing: str) -> None:
        effect = self.effect(storing)
        here, there = await self.place(bench, storing), await self.place(bench, storing)
        async with self.open(bench, here) as one, self.open(bench, there) as other:
            await asyncio.gather(one.write(rows_for(effect, range(50))), other.write(rows_for(effect, range(50, 60))))
            await self.assert_stored(bench, here, rows_for(effect, range(50)))
            await self.assert_stored(bench, there, rows_for(effect, range(50, 60)))

    @check()
    async def test_a_sink_that_never_wrote_closes(self, bench: SinkBench, operation: str) -> None:
        async with self.open(bench, await self.place(bench, operation)):
            pass

    @check()
    async def test_a_closed_sink_leaves_no_thread_socket_file_or_task(self, bench: SinkBench, storing: str) -> None:
        target = await self.place(bench, storing)
        before = Footprint.now()
        for turn in range(3):
            async with self.open(bench, target) as sink:
                await sink.write(rows_for(self.effect(storing), range(10 * turn, 10 * turn + 10)), f"t{turn}")
            if turn == 0:
                before = Footprint.now()  # what a library keeps once for the process is no leak
        await assert_nothing_left(before, "the closed sink")


class Rejections(SinkChecks):
    """A row that can never be stored costs nobody else anything."""

    @check("bad_row")
    async def test_a_bad_row_is_rejected_by_its_index_and_all_others_are_stored(
        self, bench: SinkBench, operation: str
    ) -> None:
        effect = self.effect(operation)
        seeds = rows_for(Effect.ADD, range(20), "old")
        target = await self.place(bench, operation, seeds)
        good = [i for i in range(20) if i not in {3, 17}]
        rows = rows_for(effect, range(20))
        rows[3], rows[17] = bench.bad_row(target, 3), bench.bad_row(target, 17)
        async with self.open(bench, target) as sink:
            with pytest.raises(Rejected) as raised:
                await sink.write(rows)
            assert sorted(raised.value.reasons) == [3, 17]
            assert all(raised.value.reasons.values()), "a rejection needs a reason that a person can read"
            before = seeds if effect in {Effect.CHANGE, Effect.REMOVE} else []
            await self.assert_stored(bench, target, after(effect, before, rows_for(effect, good)))

    @check("bad_row")
    async def test_a_batch_of_nothing_but_bad_rows_is_rejected_whole(self, bench: SinkBench, operation: str) -> None:
        target = await self.place(bench, operation)
        async with self.open(bench, target) as sink:
            with pytest.raises(Rejected) as raised:
                await sink.write([bench.bad_row(target, i) for i in range(8)])
            assert sorted(raised.value.reasons) == list(range(8))
            assert len(await answer(bench.stored(target))) == 0

    @check("bad_row")
    async def test_a_sink_goes_on_after_a_rejection(self, bench: SinkBench, storing: str) -> None:
        target = await self.place(bench, storing)
        async with self.open(bench, target) as sink:
            with pytest.raises(Rejected):
                await sink.write([bench.bad_row(target, 0)], "bad")
            rows = rows_for(self.effect(storing), range(5))
            await sink.write(rows)
            await self.assert_stored(bench, target, rows)

    @check("drift")
    async def test_a_place_that_changed_is_noticed_and_nothing_is_lost_silently(
        self, bench: SinkBench, storing: str
    ) -> None:
        target = await self.place(bench, storing)
        async with self.open(bench, target) as sink:
            await sink.write(rows_for(self.effect(storing), range(5)))
            await answer(bench.drift(target))
            with pytest.raises((ConfigurationError, Rejected)) as raised:
                await sink.write(rows_for(self.effect(storing), range(5, 10)), "after")
            assert str(raised.value)


class Speed(SinkChecks):
    """How fast: figures for the certificate, no bounds, since they are the machine's as well."""

    @check()
    async def test_the_speed_of_full_batches_and_of_single_rows_is_measured(
        self, bench: SinkBench, storing: str, figure: Callable[[str, float], None]
    ) -> None:
        from nexus.testing.conformance.sink.speed import measure  # noqa: PLC0415

        target: WriteTarget = await answer(bench.target(storing, FIELDS))
        async with self.open(bench, target) as sink:
            rate, latency = await measure(sink, self.effect(storing), self.sink_type.batching.max_rows)
        figure(f"{storing}: rows/s", rate)
        figure(f"{storing}: ms for one row", latency)
        assert rate > 0
