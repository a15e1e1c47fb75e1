"""The suite for sources."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest

from nexus.config import unstructure
from nexus.errors import ConfigurationError, NexusError, StoreError, Unauthorized
from nexus.testing.conformance.base import answer
from nexus.testing.conformance.footprint import Footprint, assert_nothing_left
from nexus.testing.conformance.killing import Killable
from nexus.testing.conformance.rules import check
from nexus.testing.conformance.secrets import canaries, listening
from nexus.testing.conformance.source.bench import SourceBench
from nexus.testing.conformance.source.running import Durable, SourceChecks, numbered, parsed
from nexus.testing.polling import eventually
from nexus.testing.servers import TcpProxy

# ruff: noqa: D102 — the name of a check is its sentence

DOCUMENTS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"text": "😀 beyond the BMP, ü, 漢字, \" ' \\ \n \u0000"},
    {"large": 2**63 - 1, "small": -(2**63), "fraction": 0.1},
    {"nested": {"a": [1, {"b": None}], "c": [[], {}]}, "yes": True},
    {"long": "x" * 100_000},
)


class Receiving(SourceChecks):
    """Messages arrive as they were sent."""

    @check()
    async def test_messages_arrive_as_they_were_sent(self, bench: SourceBench) -> None:
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            await answer(bench.send([json.dumps(one).encode() for one in DOCUMENTS]))
            await eventually(lambda: len(emit.messages) >= len(DOCUMENTS), timeout_s=self.settling_s)
        assert not [one.error for one in emit.messages if one.error]
        found, expected = parsed(emit.messages), list(DOCUMENTS)
        assert found == expected if bench.ordered else sorted(found, key=str) == sorted(expected, key=str)

    @check()
    async def test_many_messages_keep_their_order(self, bench: SourceBench) -> None:
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            await answer(bench.send(numbered(range(500))))
            await emit.has(range(500))
        numbers = list(dict.fromkeys(emit.numbers))
        assert numbers == list(range(500)) if bench.ordered else sorted(numbers) == list(range(500))

    @check()
    async def test_ids_tell_messages_apart(self, bench: SourceBench) -> None:
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            await answer(bench.send(numbered([1, 1, 2, 3])))  # two of them are alike, and both are meant
            await eventually(lambda: len(emit.messages) >= 4, timeout_s=self.settling_s)
        ids = [one.message_id for one in emit.messages if one.message_id is not None]
        assert len(ids) == len(set(ids)), "two messages have one id: the second would be taken for a repetition"
        assert not ids or len(ids) == len(emit.messages)
        assert json.dumps([dict(one.metadata) for one in emit.messages], default=str)

    @check("send_bad")
    async def test_what_cannot_be_read_is_handed_over_as_an_error_and_blocks_nothing(self, bench: SourceBench) -> None:
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            await answer(bench.send(numbered([1])))
            await answer(bench.send_bad())
            await answer(bench.send(numbered([2])))
            await emit.has([1, 2])
            await eventually(lambda: any(one.error for one in emit.messages), timeout_s=self.settling_s)
        again = Durable(self.patience_s)
        async with self.running(bench, again):  # it was acknowledged, as it is durable now
            await answer(bench.send(numbered([3])))
            await again.has([3])
        assert not [one.error for one in again.messages if one.error]

    @check()
    async def test_the_speed_of_receiving_is_measured(
        self, bench: SourceBench, figure: Callable[[str, float], None]
    ) -> None:
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            started = time.perf_counter()
            await answer(bench.send(numbered(range(1000))))
            await emit.has(range(1000))
            figure("messages/s", 1000 / (time.perf_counter() - started))


class Acknowledging(SourceChecks):
    """The upstream is told that a message is safe once it is, and not before."""

    @check()
    async def test_what_emit_refuses_comes_again(self, bench: SourceBench) -> None:
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            emit.refusing = StoreError("the store is full, for this check")
            await answer(bench.send(numbered(range(20))))
            await eventually(lambda: emit.refused > 0, what="a message")
            emit.refusing = None
            await emit.has(range(20))

    @check()
    async def test_what_emit_refused_comes_again_after_a_restart(self, bench: SourceBench) -> None:
        refusing, emit = Durable(self.patience_s), Durable(self.patience_s)
        refusing.refusing = StoreError("the store is full, for this check")
        async with self.running(bench, refusing):
            await answer(bench.send(numbered(range(20))))
            await eventually(lambda: refusing.refused > 0, what="a message")
        async with self.running(bench, emit):
            await emit.has(range(20))

    @check()
    async def test_a_process_killed_while_emit_runs_has_acknowledged_nothing_of_it(
        self, bench: SourceBench, killable: Killable, tmp_path: Path
    ) -> None:
        await self.acquaint(bench)
        await answer(bench.send(numbered(range(20))))
        await asyncio.to_thread(self._run_and_kill, killable, bench, tmp_path / "kept", "hold")
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            await emit.has(range(20))

    @check()
    async def test_a_process_killed_at_any_time_loses_nothing(
        self, bench: SourceBench, killable: Killable, tmp_path: Path
    ) -> None:
        await self.acquaint(bench)
        for turn in range(3):
            await answer(bench.send(numbered(range(100 * turn, 100 * turn + 100))))
            await asyncio.to_thread(self._run_and_kill, killable, bench, tmp_path / "kept", "receive")
        kept = {json.loads(json.loads(line)["payload"])["n"] for line in (tmp_path / "kept").read_text().splitlines()}
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            await emit.has(sorted(set(range(300)) - kept))

    @staticmethod
    def _run_and_kill(killable: Killable, bench: SourceBench, file: Path, what: str) -> None:
        with killable.job(do=what, config=unstructure(bench.config), file=str(file)) as job:
            job.next()  # the first messages are with emit, or on disk
            time.sleep(random.uniform(0, 0.02))  # noqa: S311 — the moment of the kill

    @check()
    async def test_a_stopped_source_lets_emit_end_and_acknowledges(self, bench: SourceBench) -> None:
        emit, again = Durable(self.patience_s), Durable(self.patience_s)
        async with self.opened(bench, emit) as run:
            await run.connected(self.patience_s)
            await answer(bench.ready())
            emit.open.clear()
            await answer(bench.send(numbered([1, 2, 3])))
            await eventually(lambda: emit.held > 0, what="a message")
            stopping = asyncio.create_task(run.stop(self.patience_s))
            await asyncio.sleep(0.1)
            emit.open.set()
            await stopping
        assert not emit.interrupted, "emit was cancelled: what it did is unknown now"
        assert emit.messages
        async with self.running(bench, again):
            await answer(bench.send(numbered([4])))
            await again.has({1, 2, 3, 4} - set(emit.numbers))
        assert not set(again.numbers) & set(emit.numbers), "what was durable is acknowledged before the source ends"


class Pressing(SourceChecks):
    """A slow platform slows the source down, and stopping it is quick."""

    @check()
    async def test_a_platform_that_takes_nothing_is_not_flooded(self, bench: SourceBench) -> None:
        count = 2 * self.most_in_flight
        emit = Durable(self.patience_s)
        async with self.running(bench, emit):
            emit.open.clear()
            await answer(bench.send(numbered(range(count))))
            await eventually(lambda: emit.held > 0, what="a message")
            most, quiet = emit.held, time.monotonic()
            while time.monotonic() - quiet < 0.5:
                await asyncio.sleep(0.05)
                if emit.held > most:
                    most, quiet = emit.held, time.monotonic()
            assert most <= self.most_in_flight, f"{most} messages wait in memory while emit does not return"
            emit.open.set()
            await emit.has(range(count))

    @check()
    async def test_a_slow_platform_gets_everything(self, bench: SourceBench) -> None:
        emit = Durable(self.patience_s)
        emit.pause_s = 0.02
        async with self.running(bench, emit):
            await answer(bench.send(numbered(range(40))))
            await emit.has(range(40))

    @check()
    async def test_an_idle_source_stops_at_once_and_leaves_nothing_open(self, bench: SourceBench) -> None:
        before = Footprint.now()
        for turn in range(3):
            emit = Durable(self.patience_s)
            async with self.running(bench, emit):
                await answer(bench.send(numbered([turn])))
                await emit.has([turn])
                started = time.monotonic()
            assert time.monotonic() - started < 5
            if turn == 0:
                before = Footprint.now()  # what a library keeps once for the process is no leak
        await assert_nothing_left(before, "the stopped source")


class Outages(SourceChecks):
    """The network fails, or the upstream does."""

    @check("through")
    async def test_a_cut_connection_loses_nothing(
        self, bench: SourceBench, tcp_proxy: Callable[[int], TcpProxy]
    ) -> None:
        proxy, emit = tcp_proxy(bench.port), Durable(self.patience_s)
        async with self.running(bench, emit, bench.through(proxy.host, proxy.port)):
            for start in range(0, 200, 50):
                await answer(bench.send(numbered(range(start, start + 50))))
                await eventually(lambda: len(emit.messages) > 0)
                proxy.cut()
            await emit.has(range(200))

    @check("through")
    async def test_an_upstream_that_was_away_is_received_from_once_it_is_back(
        self, bench: SourceBench, tcp_proxy: Callable[[int], TcpProxy]
    ) -> None:
        proxy, emit = tcp_proxy(bench.port), Durable(self.patience_s)
        async with self.running(bench, emit, bench.through(proxy.host, proxy.port)) as run:
            await answer(bench.send(numbered(range(5))))
            await emit.has(range(5))
            proxy.refuse()
            with suppress(TimeoutError):
                await eventually(lambda: run.outages > 0, timeout_s=3)
            await answer(bench.send(numbered(range(5, 20))))
            proxy.heal()
            await emit.has(range(20))

    @check("through")
    async def test_an_address_that_is_not_permitted_is_never_connected_to(self, bench: SourceBench) -> None:
        await self._assert_refused(bench, bench.through("169.254.169.254", bench.port), ConfigurationError, "EGRESS")

    @check("wrong_credentials")
    async def test_wrong_credentials_need_a_person_and_are_shown_nowhere(self, bench: SourceBench) -> None:
        wrong = bench.wrong_credentials()
        with listening() as heard:
            heard.add(wrong, await self._assert_refused(bench, wrong, Unauthorized))
        heard.assert_without(canaries(bench.config, wrong))

    async def _assert_refused(
        self, bench: SourceBench, config: Any, error: type[NexusError], text: str | None = None
    ) -> BaseException:
        with pytest.raises(error, match=text or None) as raised:
            async with self.opened(bench, Durable(self.patience_s), config) as run:
                raise await run.ended(self.patience_s)
        return raised.value


class SourceConformance(Receiving, Acknowledging, Pressing, Outages):
    """What every source keeps to.

    Subclass it, set ``source_type``, and give a fixture ``bench`` that returns your `SourceBench`::

        class TestSource(SourceConformance):
            source_type = SOURCE

            @pytest.fixture
            def bench(self, tmp_path):
                return MailboxBench(tmp_path)
    """
