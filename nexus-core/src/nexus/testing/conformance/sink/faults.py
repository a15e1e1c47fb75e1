"""The network fails, or the destination does: nothing is lost, nobody waits for ever."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from nexus.errors import ConfigurationError, NexusError, Unauthorized, Unavailable
from nexus.hookspecs import Capability, WriteTarget
from nexus.testing.conformance.base import answer, within
from nexus.testing.conformance.footprint import Footprint, assert_nothing_left
from nexus.testing.conformance.rules import check
from nexus.testing.conformance.secrets import canaries, listening
from nexus.testing.conformance.sink.bench import SinkBench
from nexus.testing.conformance.sink.effects import Effect, had_effect, rows_for
from nexus.testing.conformance.sink.opening import OpenSink, SinkChecks, batch
from nexus.testing.servers import TcpProxy

# ruff: noqa: D102 — the name of a check is its sentence


class Faults(SinkChecks):
    """Cut, refused, silent and forbidden connections."""

    @pytest.fixture
    def proxy(self, bench: SinkBench, tcp_proxy: Callable[[int], TcpProxy]) -> Iterator[TcpProxy]:
        """A proxy in front of the system, healed at the end, so that what is open can close."""
        proxy = tcp_proxy(bench.port)
        yield proxy
        proxy.heal()

    @check("through")
    async def test_a_connection_that_was_cut_while_idle_loses_nothing(
        self, bench: SinkBench, proxy: TcpProxy, operation: str
    ) -> None:
        target = await self._seeded(bench, operation)
        async with self._open(bench, proxy, target) as sink:
            await self._deliver(sink, operation, range(10))
            proxy.cut()
            await self._deliver(sink, operation, range(10, 20))
            await self._assert_all(bench, target, operation, range(20))

    @pytest.mark.parametrize("budget", [0, 30, 90, 250])
    @check("through")
    async def test_a_lost_answer_loses_nothing(
        self, bench: SinkBench, proxy: TcpProxy, operation: str, budget: int
    ) -> None:
        target = await self._seeded(bench, operation)
        async with self._open(bench, proxy, target) as sink:
            await self._deliver(sink, operation, range(5))
            proxy.cut_replies_after(budget)
            await self._deliver(sink, operation, range(5, 45))
            await self._assert_all(bench, target, operation, range(45))

    @check("through")
    async def test_a_destination_that_refuses_is_unavailable_and_gets_all_once_it_is_back(
        self, bench: SinkBench, proxy: TcpProxy, operation: str
    ) -> None:
        target = await self._seeded(bench, operation)
        async with self._open(bench, proxy, target) as sink:
            await self._deliver(sink, operation, range(5))
            proxy.refuse()
            rows = batch(rows_for(self.effect(operation), range(5, 15), "new"), "later")
            for _ in range(3):
                with pytest.raises(Unavailable):
                    await within(self.patience_s, sink.write(rows), "a refused write")
            proxy.heal()
            await sink.deliver(rows)
            await self._assert_all(bench, target, operation, range(15))

    @check("through")
    async def test_a_network_that_swallows_everything_is_unavailable_in_time(
        self, bench: SinkBench, proxy: TcpProxy, storing: str
    ) -> None:
        target = await self._seeded(bench, storing)
        async with self._open(bench, proxy, target) as sink:
            await self._deliver(sink, storing, range(5))
            proxy.black_hole()
            with pytest.raises(Unavailable):
                await within(self.patience_s, sink.write(rows_for(self.effect(storing), range(5, 9))), "a silent write")
            proxy.heal()
            await self._deliver(sink, storing, range(5, 9))
            await self._assert_all(bench, target, storing, range(9))

    @check("through")
    async def test_a_write_that_is_cancelled_leaves_nothing_open_and_loses_nothing(
        self, bench: SinkBench, proxy: TcpProxy, storing: str
    ) -> None:
        target = await self._seeded(bench, storing)
        async with self._open(bench, proxy, target) as sink:  # a library's own threads and caches
            await self._deliver(sink, storing, range(2))
        before = Footprint.now()
        async with self._open(bench, proxy, target) as sink:
            await self._deliver(sink, storing, range(5))
            proxy.delay(0.2)
            writing = asyncio.create_task(sink.write(rows_for(self.effect(storing), range(5, 9), "new"), "cancelled"))
            await asyncio.sleep(0.1)
            if inspect.iscoroutinefunction(sink.sink.write):  # a thread cannot be stopped: the engine waits for it
                writing.cancel()
            with suppress(asyncio.CancelledError, NexusError):
                await within(self.patience_s, asyncio.gather(writing), "cancelling a write")
            proxy.heal()
        async with self._open(bench, proxy, target) as another:
            await another.deliver(batch(rows_for(self.effect(storing), range(5, 9), "new"), "cancelled"))
            await self._assert_all(bench, target, storing, range(9))
        await assert_nothing_left(before, "a cancelled write")

    @check("through")
    async def test_an_address_that_is_not_permitted_is_never_connected_to(self, bench: SinkBench, storing: str) -> None:
        target = await self._seeded(bench, storing)
        with pytest.raises(ConfigurationError, match="NEXUS_EGRESS_ALLOW"):
            async with self.open(bench, target, bench.through("169.254.169.254", bench.port)) as sink:
                await within(self.patience_s, sink.write(rows_for(self.effect(storing), range(3))), "a refused address")

    @check("wrong_credentials")
    async def test_wrong_credentials_need_a_person(self, bench: SinkBench, storing: str) -> None:
        target = await self._seeded(bench, storing)
        with pytest.raises(Unauthorized):
            async with self.open(bench, target, bench.wrong_credentials()) as sink:
                await within(self.patience_s, sink.write(rows_for(self.effect(storing), range(3))), "a wrong log-in")

    @check("wrong_credentials")
    async def test_no_secret_is_in_logs_errors_or_what_objects_say_about_themselves(
        self, bench: SinkBench, storing: str
    ) -> None:
        wrong = bench.wrong_credentials()
        target = await self._seeded(bench, storing)
        with listening() as heard:
            for config in (bench.config, wrong):
                try:
                    async with self.open(bench, target, config) as sink:
                        heard.add(config, sink.sink, vars(sink.sink) if hasattr(sink.sink, "__dict__") else "")
                        await sink.write(rows_for(self.effect(storing), range(3), "new"))
                except NexusError as error:
                    heard.add(error)
        heard.assert_without(canaries(bench.config, wrong))

    def _open(self, bench: SinkBench, proxy: TcpProxy, target: WriteTarget) -> Any:
        return self.open(bench, target, bench.through(proxy.host, proxy.port))

    async def _seeded(self, bench: SinkBench, operation: str) -> WriteTarget:
        return await self.place(bench, operation, rows_for(Effect.ADD, range(50), "old"))

    async def _deliver(self, sink: OpenSink, operation: str, ids: range) -> None:
        rows = rows_for(self.effect(operation), ids, "new")
        await sink.deliver(batch(rows, f"from {ids.start}"))

    async def _assert_all(self, bench: SinkBench, target: WriteTarget, operation: str, ids: range) -> None:
        """All have had their effect; more than once only where the connector does not claim otherwise."""
        effect = self.effect(operation)
        held = await answer(bench.stored(target))
        assert all(had_effect(effect, rows_for(effect, ids, "new"), held)), "something is lost"
        if Capability.IDEMPOTENT_WRITE in self.sink_type.able(operation):
            assert len(held) == len({row["id"] for row in held}), "a repetition shows"
