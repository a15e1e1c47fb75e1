"""Values arrive as they were mapped, to the last digit."""

from typing import Any

import pytest

from nexus.hookspecs import WriteTarget
from nexus.testing.conformance.base import answer
from nexus.testing.conformance.rules import check
from nexus.testing.conformance.sink.bench import SinkBench
from nexus.testing.conformance.sink.opening import SinkChecks
from nexus.testing.conformance.values import INSTANT, VALUES, ZONED

# ruff: noqa: D102 — the name of a check is its sentence


class Types(SinkChecks):
    """Types, alone and in batches (which connectors often write in another way)."""

    @pytest.mark.parametrize("count", [1, 25])
    @pytest.mark.parametrize(("kind", "value"), VALUES)
    @check()
    async def test_a_value_comes_back_as_it_was(
        self, bench: SinkBench, kind: str, value: Any, storing: str, count: int
    ) -> None:
        for stored in await self._written(bench, storing, kind, [value] * count):
            assert bench.restore(kind, stored) == value

    @pytest.mark.parametrize("value", ZONED)
    @check("timestamp")
    async def test_an_instant_is_the_same_whatever_zone_it_comes_in(
        self, bench: SinkBench, value: Any, storing: str
    ) -> None:
        (stored,) = await self._written(bench, storing, "timestamp", [value])
        assert bench.restore("timestamp", stored) == INSTANT

    async def _written(self, bench: SinkBench, operation: str, kind: str, values: list[Any]) -> list[Any]:
        target: WriteTarget = await answer(bench.target(operation, {"id": "integer", "v": kind}))
        rows = [{"id": i, "v": value} for i, value in enumerate(values)]
        async with self.open(bench, target) as sink:
            await sink.write(rows)
        held = await answer(bench.stored(target))
        assert sorted(row["id"] for row in held) == [row["id"] for row in rows]
        return [row["v"] for row in held]
