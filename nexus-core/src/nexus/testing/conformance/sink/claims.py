"""Every claim that a sink makes, exercised; a claim that is not true fails here."""

import random
from collections import defaultdict
from collections.abc import Sequence

import attrs
import pytest

from nexus.errors import Rejected
from nexus.hookspecs import Capability, WriteTarget
from nexus.testing.conformance.base import answer
from nexus.testing.conformance.rules import check
from nexus.testing.conformance.sink.bench import SinkBench
from nexus.testing.conformance.sink.effects import Effect, Row, after, by_id, rows_for
from nexus.testing.conformance.sink.opening import SinkChecks, batch

# ruff: noqa: D102 — the name of a check is its sentence


class Claims(SinkChecks):
    """What `SinkType.capabilities` says is so."""

    @check(claim=Capability.IDEMPOTENT_WRITE)
    async def test_a_repeated_write_leaves_the_destination_as_it_was(self, bench: SinkBench, operation: str) -> None:
        effect = self.effect(operation)
        target = await self.place(bench, operation, rows_for(Effect.ADD, range(30), "old"))
        rows = batch(rows_for(effect, range(20)))
        async with self.open(bench, target) as sink:
            await sink.write(rows)
            once = by_id(await answer(bench.stored(target)))
            await sink.write(rows)
            await sink.write(rows.pick(range(5)))
            await self.assert_stored(bench, target, once)
        async with self.open(bench, target) as another:  # after a restart, and in one batch with what is new
            await another.write(batch(rows_for(effect, [*range(20), *range(20)])))
            await self.assert_stored(bench, target, once)

    @check(claim=Capability.IDEMPOTENCY_KEY)
    async def test_every_row_carries_a_key_of_its_own_that_stays_the_same(
        self, bench: SinkBench, operation: str
    ) -> None:
        target = await self.place(bench, operation, rows_for(Effect.ADD, range(20), "old"))
        rows = batch(rows_for(self.effect(operation), range(20)))
        for part in (rows, rows.pick(range(10, 20))):  # again after a restart, in another batch
            async with self.open(bench, target) as sink:
                await sink.write(part)
        keys = self._keys(await answer(bench.keys(target)))
        assert sorted(keys) == list(range(20)), "every row carries a key"
        assert all(len(set(those)) == 1 for those in keys.values()), "a repetition has the same key"
        assert len({those[0] for those in keys.values()}) == 20, "no two rows share a key"
        assert all(len(keys[i]) == 2 for i in range(10, 20)), "the bench sees every repetition"
        async with self.open(bench, attrs.evolve(target, pipeline_id="another")) as sink:
            await sink.write(rows.pick([0]))
        assert len(set(self._keys(await answer(bench.keys(target)))[0])) == 2, "another pipeline's delivery is another"

    @staticmethod
    def _keys(arrived: Sequence[tuple[int, str]]) -> dict[int, list[str]]:
        keys = defaultdict(list)
        for row_id, key in arrived:
            keys[row_id].append(key)
        return keys

    @check(claim=Capability.ORDERED)
    async def test_rows_of_a_batch_take_effect_in_their_order(self, bench: SinkBench, operation: str) -> None:
        effect = self.effect(operation)
        count = min(self.sink_type.batching.max_rows, 200)
        shuffled = random.Random(7).sample(range(count), count)  # noqa: S311 — the same disorder every time
        target = await self.place(bench, operation, rows_for(Effect.ADD, range(3), "old"))
        async with self.open(bench, target) as sink:
            if effect is Effect.ADD:
                await sink.write(rows_for(effect, shuffled))
                assert [row["id"] for row in await answer(bench.stored(target))] == shuffled
                return
            rows = [row for n in range(count // 3) for row in rows_for(effect, random.sample(range(3), 3), f"v{n}")]
            await sink.write(rows)
            seeds = rows_for(Effect.ADD, range(3), "old") if effect in {Effect.CHANGE, Effect.REMOVE} else []
            await self.assert_stored(bench, target, after(effect, seeds, rows))


class LedgerClaims(SinkChecks):
    """Exactly once, where the ledger is claimed."""

    @check(claim=Capability.LEDGER)
    async def test_with_the_ledger_a_message_takes_effect_once(self, bench: SinkBench, operation: str) -> None:
        effect = self.effect(operation)
        seeds = rows_for(Effect.ADD, range(30), "old")
        target = await self.place(bench, operation, seeds, ledger=True)
        first = batch(rows_for(effect, range(20), "first"), "a")
        before = seeds if effect in {Effect.CHANGE, Effect.REMOVE} else []
        expected = after(effect, before, first.rows)
        async with self.open(bench, target) as sink:
            await sink.write(first.pick([*range(20), *range(5)]))  # some of them twice in one batch
            await sink.write(first)
            expected = await self._disturb(bench, target, effect, expected)
            await sink.write(first)
        async with self.open(bench, target) as another:  # after a restart
            await another.write(first)
            await self.assert_stored(bench, target, expected)

    @staticmethod
    async def _disturb(bench: SinkBench, target: WriteTarget, effect: Effect, held: list[Row]) -> list[Row]:
        """Change what is there, so that a message that took effect a second time would show."""
        if effect is Effect.REMOVE:
            again = rows_for(Effect.ADD, range(3), "again")
            await answer(bench.seed(target, again))
            return [*held, *again]
        return held

    @check(claim=Capability.LEDGER)
    async def test_with_the_ledger_an_older_message_that_comes_again_overwrites_nothing(
        self, bench: SinkBench, operation: str
    ) -> None:
        effect = self.effect(operation)
        seeds = rows_for(Effect.ADD, range(5), "old")
        target = await self.place(bench, operation, seeds, ledger=True)
        older, newer = (batch(rows_for(effect, range(5), word), word) for word in ("older", "newer"))
        before = seeds if effect in {Effect.CHANGE, Effect.REMOVE} else []
        async with self.open(bench, target) as sink:
            await sink.write(older)
            await sink.write(newer)
            await sink.write(older)
            await self.assert_stored(bench, target, after(effect, before, [*older.rows, *newer.rows]))

    @check(claim=Capability.LEDGER)
    async def test_another_pipeline_has_a_ledger_of_its_own(self, bench: SinkBench, operation: str) -> None:
        effect = self.effect(operation)
        seeds = rows_for(Effect.ADD, range(4), "old")
        target = await self.place(bench, operation, seeds, ledger=True)
        mine, theirs = (batch(rows_for(effect, ids, "row")) for ids in (range(2), range(2, 4)))
        assert mine.ids == theirs.ids
        for written, pipeline in ((mine, "one"), (theirs, "another")):
            async with self.open(bench, attrs.evolve(target, pipeline_id=pipeline)) as sink:
                await sink.write(written)
        before = seeds if effect in {Effect.CHANGE, Effect.REMOVE} else []
        await self.assert_stored(bench, target, after(effect, before, [*mine.rows, *theirs.rows]))

    @check("bad_row", claim=Capability.LEDGER)
    async def test_rejected_messages_are_not_recorded_and_may_come_corrected(
        self, bench: SinkBench, operation: str
    ) -> None:
        effect = self.effect(operation)
        seeds = rows_for(Effect.ADD, range(10), "old")
        target = await self.place(bench, operation, seeds, ledger=True)
        good = batch(rows_for(effect, range(10)))
        bad = attrs.evolve(good, rows=[bench.bad_row(target, 0), *good.rows[1:]])
        before = seeds if effect in {Effect.CHANGE, Effect.REMOVE} else []
        async with self.open(bench, target) as sink:
            with pytest.raises(Rejected):
                await sink.write(bad)
            await sink.write(good)
            await self.assert_stored(bench, target, after(effect, before, good.rows))
