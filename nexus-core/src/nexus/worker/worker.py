"""The worker: wakes pipelines when there is something to do, and looks after what others have left."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from attrs import field, frozen

from nexus.engine.calls import Caller
from nexus.engine.outcome import events
from nexus.engine.sequence.history import reported
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import StoreError
from nexus.hookspecs import Egress
from nexus.model.delivery import DeliveryEvent
from nexus.ports import DeadLetterStore, DefinitionStore, DeliveryLog, Streams
from nexus.services.agent_links.work import AgentWork
from nexus.telemetry.counts import Counts
from nexus.telemetry.reporting import Reporter
from nexus.telemetry.tracing import Tracing
from nexus.worker.assembly import Assembly
from nexus.worker.collector import DeadLetterCollector
from nexus.worker.fairness import FairShare
from nexus.worker.fleet import Fleet
from nexus.worker.log_buffer import LogBuffer
from nexus.worker.measure import Measures, Meters, Sampler
from nexus.worker.observers import Announcer, Listeners, Nobody
from nexus.worker.pulse import Pulse
from nexus.worker.retries import RetryTimers
from nexus.worker.run_reports import RunHistory, RunReports
from nexus.worker.runner import RouteRunner, unmarked
from nexus.worker.scheduler import Scheduler, Ticks
from nexus.worker.settled import Settled

log = logging.getLogger(__name__)

WRITERS = 128
"""Writes at once, and threads for plain-function sinks: so many slow destinations can be written to before others wait."""


@frozen
class WorkerSettings:
    """How a worker looks after things.

    Attributes:
        claim_idle_s: what another worker has held for so long without a sign of life is taken over.
        sweep_s: at least every so often each pipeline is looked at, in case a wake-up was lost.
        sweep_rate: at most so many pipelines are looked at per second.
        retention_s: how often delivered messages beyond their retention are forgotten.
        history_days: so long runs stay in their history; None for ever.
    """

    claim_idle_s: float = 30.0
    sweep_s: float = 10.0
    sweep_rate: float = 50.0
    retention_s: float = 60.0
    history_days: float | None = 30.0


@frozen
class Outside:
    """What a worker needs from outside.

    Attributes:
        agents: does what is to be done through an agent; None where no agent can be asked.
        tap: told of what stands in the log by now, for whoever watches it live; raises nothing.
    """

    definitions: DefinitionStore
    components: StepComponents
    streams: Streams
    egress: Egress
    log: DeliveryLog
    dead_letters: DeadLetterStore
    listeners: Listeners = field(factory=Nobody)
    measures: Measures | None = None
    runs: RunHistory | None = None
    tracing: Tracing | None = None
    tap: Callable[[Sequence[DeliveryEvent]], Awaitable[None]] | None = None
    ticks: Ticks | None = None
    agents: AgentWork | None = None


class Worker:
    """Runs all pipelines of all workflows, together with any number of other workers."""

    def __init__(self, outside: Outside, settings: WorkerSettings | None = None) -> None:
        self._outside = outside
        self._settings = settings or WorkerSettings()
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="sink")
        self._clerks = ThreadPoolExecutor(2, thread_name_prefix="log")
        self._log = LogBuffer(outside.log, self._clerks, outside.tap)
        self._pulse = Pulse()
        self._announcer = Announcer(outside.listeners, self._clerks)
        call = Caller(self._writers)
        assembly = Assembly(outside.components, outside.egress, call, outside.streams.runs, outside.agents)
        self._runs = RunReports(outside.runs, assembly.masks, self._clerks, outside.streams.runs)
        self.fleet = Fleet(
            definitions=outside.definitions,
            assembly=assembly,
            streams=outside.streams,
            call=call,
            report=self._settled,
            mark=outside.tracing.mark if outside.tracing is not None else unmarked,
            share=FairShare(WRITERS),
        )
        measures = outside.measures
        self.meters = Meters(measures.counts if measures is not None else Counts(), self.fleet)
        self._sampler = Sampler(self.fleet, self.meters, measures.situation) if measures is not None else None
        self._reporter = (
            Reporter(measures.counts, measures.figures, self._sampler.sample)
            if measures is not None and self._sampler is not None
            else None
        )
        self._timers = RetryTimers(self.fleet, outside.streams)
        self._scheduler = Scheduler(outside.ticks, self.fleet.workflows) if outside.ticks is not None else None
        self._collector = DeadLetterCollector(
            outside.streams.handover,
            outside.dead_letters,
            self._clerks,
            self._announcer.dead_lettered,
            probe=lambda: outside.definitions.connections(["any"]),
        )

    @property
    def log_dropped(self) -> int:
        """Events that the delivery log lost while it was away."""
        return self._log.dropped

    async def run(self, stop: asyncio.Event, grace_s: float = 25.0) -> None:
        """Work until ``stop`` is set; then finish what is being written, settle it, and return within ``grace_s``.

        What is not finished by then stays pending in the store (reliability 21).
        """
        self._log.start()
        self._runs.start()
        stopping = asyncio.create_task(stop.wait())
        loading = asyncio.create_task(self._load())
        await asyncio.wait([stopping, loading], return_when=asyncio.FIRST_COMPLETED)
        loading.cancel()  # done, or asked to stop while the database is away
        loops = [
            self._follow(self._outside.streams.wakes, self._woken),
            self._follow(self._outside.streams.changes, self._changed),
            self._sweep(),
            self._heartbeat(),
            self._retention(),
            self._pulse.run(),
            self._collector.run(),
        ]
        if self._reporter is not None:
            loops.insert(0, self._reporter.run())
        if self._scheduler is not None:
            loops.insert(0, self._scheduler.run())
        tasks = [asyncio.create_task(loop) for loop in loops]
        for workflow in self.fleet.workflows():
            self._collector.expect(workflow.id)
        for runner in self.fleet.runners():  # what came due while no worker was there
            self._timers.nudge((runner.route.workflow_id, runner.route.family))
        log.info("worker runs %d pipelines of %d workflows", len(self.fleet.runners()), len(self.fleet.workflows()))
        try:
            done, _ = await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()  # a loop of the worker never ends: raise what ended it
        finally:
            stopping.cancel()
            await self._shut_down(tasks, grace_s)

    async def _shut_down(self, tasks: "list[asyncio.Task[None]]", grace_s: float) -> None:
        log.info("worker stops: finishing what is being written")
        collector = tasks.pop()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        try:
            async with asyncio.timeout(grace_s):
                await self._timers.stop()
                await self.fleet.stop()
                await self._collector.settled(5.0)
        except TimeoutError:
            log.warning("grace period over: what is not settled stays pending and is delivered by another worker")
        collector.cancel()
        await asyncio.wait([collector])
        if self._reporter is not None:
            await self._reporter.close()
        await self._log.close()
        await self._runs.close()
        self._writers.shutdown(wait=False, cancel_futures=True)
        self._clerks.shutdown(wait=True)
        log.info("worker stopped")

    async def _load(self) -> None:
        """Load the definitions, waiting for the metadata database where it is away."""
        pause = 0.5
        while True:
            try:
                await self.fleet.reload()
            except Exception:
                log.warning("cannot read the definitions; trying again in %.1f s", pause, exc_info=True)
                await asyncio.sleep(pause)
                pause = min(30.0, pause * 2)
            else:
                return

    # -- what happened ------------------------------------------------------------------------------------------------

    def _settled(self, settled: Settled) -> None:
        route, outcome = settled.route, settled.outcome
        if outcome.settlement.retries:
            earliest = min(retry.due_at for retry in outcome.settlement.retries)
            self._timers.expect((route.workflow_id, route.family), earliest)
        if not settled.is_attempt:
            return
        self._runs.add(reported(route, outcome))
        self._log.add(events(route, outcome, settled.started_at))
        if outcome.settlement.dead:
            self._collector.expect(route.workflow_id)
        self._announcer.settled(settled)
        self._pulse.settled(settled)
        self.meters.settled(settled)
        if self._outside.tracing is not None:
            self._outside.tracing.settled(route, outcome, settled.started_at)

    def _woken(self, workflow_id: str) -> None:
        if self._sampler is not None:
            self._sampler.woken(workflow_id)
        for runner in self.fleet.of_workflow(workflow_id):
            runner.wake()
            self._timers.nudge((workflow_id, runner.route.family))

    async def _changed(self, _definition: str | None) -> None:
        await self._load()
        if self._scheduler is not None:
            self._scheduler.wake()
        self.meters.forget_others()

    # -- loops that never end -----------------------------------------------------------------------------------------

    async def _follow(
        self, subscribe: Callable[[], AsyncIterator[str | None]], act: Callable[[Any], Awaitable[None] | None]
    ) -> None:
        async for name in subscribe():
            if name is None and act == self._woken:
                for runner in self.fleet.runners():
                    runner.wake()
                continue
            result = act(name)
            if result is not None:
                await result

    async def _sweep(self) -> None:
        """The safety net: look at every pipeline now and then, whatever was or was not published."""
        while True:
            runners = self.fleet.runners()
            pause = max(self._settings.sweep_s / max(1, len(runners)), 1.0 / self._settings.sweep_rate)
            seen: set[tuple[str, str]] = set()
            if not runners:
                await asyncio.sleep(self._settings.sweep_s)
            for runner in runners:
                await asyncio.sleep(pause)
                await self._look_after(runner, seen)

    async def _look_after(self, runner: RouteRunner, seen: set[tuple[str, str]]) -> None:
        schedule = (runner.route.workflow_id, runner.route.family)
        try:
            await runner.claim(int(self._settings.claim_idle_s * 1000))
            if schedule not in seen:
                seen.add(schedule)
                await self._timers.look(schedule)
                self._collector.expect(runner.route.workflow_id)
        except StoreError as error:
            log.debug("the stream store is away: %s", error)
        runner.wake()

    async def _heartbeat(self) -> None:
        while True:
            await asyncio.sleep(self._settings.claim_idle_s / 3)
            for runner in self.fleet.runners():
                if runner.busy:
                    try:
                        await runner.touch()
                    except StoreError as error:
                        log.debug("cannot touch: %s", error)

    async def _retention(self) -> None:
        while True:
            await asyncio.sleep(self._settings.retention_s)
            for workflow in self.fleet.workflows():
                try:
                    await self._outside.streams.trim(workflow)
                except StoreError as error:
                    log.debug("cannot trim: %s", error)
            await self._runs.forget(self._settings.history_days)
