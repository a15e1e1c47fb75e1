"""Counts what became of messages, and looks now and then at what is before each pipeline."""

import logging
import time

from attrs import frozen

from nexus.engine.circuit import CircuitState
from nexus.engine.outcome import now_ms
from nexus.engine.route import Route
from nexus.errors import StoreError
from nexus.model.delivery import Depth
from nexus.model.metrics import Kind, Subject
from nexus.model.metrics.circuit import OpenCircuit
from nexus.model.metrics.figures import CIRCUIT, DEAD, FAILED, FILTERED, LAG, PENDING, SCHEDULED
from nexus.ports import FiguresStore, Situation
from nexus.telemetry.counts import Counts, Meter, Names
from nexus.worker.fleet import Fleet
from nexus.worker.runner import RouteRunner
from nexus.worker.settled import Settled

log = logging.getLogger(__name__)

LOOKED_AT = 200
"""Workflows whose depth is asked for in one second at most; the others have their turn in the next."""

TOLD_EVERY_S = 5.0
"""An open circuit is told of so often."""


@frozen
class Measures:
    """What a worker counts with.

    Attributes:
        figures: where the counts go every second.
        situation: what is before pipelines is asked there, and open circuits are told.
    """

    counts: Counts
    figures: FiguresStore
    situation: Situation


class Meters:
    """The meter of each route of this worker."""

    def __init__(self, counts: Counts, fleet: Fleet) -> None:
        self.counts = counts
        self._fleet = fleet
        self._known: dict[str, tuple[Route, Meter]] = {}

    def of(self, route: Route) -> Meter:
        """Return the meter of a route."""
        known = self._known.get(route.key)
        if known is not None and known[0] is route:
            return known[1]
        meter = self.counts.enrol(Subject(Kind.PIPELINE, route.key), self._names(route), _parents(route))
        self._known[route.key] = (route, meter)
        return meter

    def settled(self, settled: Settled) -> None:
        """Count one settled batch."""
        outcome = settled.outcome
        figures = self.of(settled.route).figures
        figures.delivered_at(now_ms(), [message.received_at for message in outcome.delivered])
        values = figures.values
        values[FILTERED] += len(outcome.filtered)
        values[FAILED] += len(outcome.settlement.retries)
        values[DEAD] += len(outcome.settlement.dead)
        if outcome.seconds is not None:
            figures.wrote(outcome.seconds)

    def forget_others(self) -> None:
        """Let go of the meters of routes that are not to run any more."""
        wanted = self._fleet.wanted()
        for key in [key for key in self._known if key not in wanted]:
            del self._known[key]
            self.counts.forget(Subject(Kind.PIPELINE, key))

    def _names(self, route: Route) -> Names:
        workspace = self._fleet.workspaces.get(route.workspace_id)
        return Names(
            workspace=workspace.name if workspace is not None else route.workspace_id,
            workflow=route.workflow or route.name,
            pipeline=route.name if route.connection_id else route.pipeline_id,
            connection=self._fleet.connection_name(route.connection_id),
        )


class Sampler:
    """Looks every second at pipelines that have something to do or cannot do it; the others have nothing before them."""

    def __init__(self, fleet: Fleet, meters: Meters, situation: Situation) -> None:
        self._fleet = fleet
        self._meters = meters
        self._situation = situation
        self._active: set[str] = set()
        self._next = 0
        self._open: dict[tuple[str, str], int] = {}
        self._told_at = 0.0

    def woken(self, workflow_id: str) -> None:
        """There is something new in a workflow."""
        self._active.add(workflow_id)

    async def sample(self) -> None:
        """Take note of depths and circuits; a store that is away is asked again in the next second."""
        try:
            await self._depths()
            await self._circuits()
        except StoreError as error:
            log.debug("cannot look at the pipelines: %s", error)

    async def _depths(self) -> None:
        active, self._active = self._active, set()
        for runner in self._fleet.runners():
            if runner.busy or runner.circuit.state is not CircuitState.CLOSED:
                active.add(runner.route.workflow_id)
        ordered = sorted(active)
        turned = [*ordered[self._next :], *ordered[: self._next]]
        chosen, self._next = turned[:LOOKED_AT], self._next + LOOKED_AT if len(turned) > LOOKED_AT else 0
        self._active.update(turned[LOOKED_AT:])
        if self._next >= len(ordered):
            self._next = 0
        runners = {one: self._fleet.of_workflow(one) for one in chosen}
        routes = {
            one: [(each.route.pipeline_id, each.route.family) for each in found] for one, found in runners.items()
        }
        depths = await self._situation.depths(routes)
        for found in runners.values():
            for runner in found:
                self._note(runner, depths.get((runner.route.workflow_id, runner.route.pipeline_id)))

    def _note(self, runner: RouteRunner, depth: Depth | None) -> None:
        circuit = CIRCUITS[runner.circuit.state]
        if not circuit and (depth is None or not (depth.lag or depth.pending or depth.scheduled)):
            return
        figures = self._meters.of(runner.route).figures
        figures.gauge(CIRCUIT, circuit)
        if depth is not None:
            figures.gauge(LAG, depth.lag)
            figures.gauge(PENDING, depth.pending)
            figures.gauge(SCHEDULED, depth.scheduled)

    async def _circuits(self) -> None:
        now = time.monotonic()
        opened: dict[tuple[str, str], OpenCircuit] = {}
        known = set(self._open)
        for runner in self._fleet.runners():
            if runner.circuit.state is CircuitState.CLOSED:
                continue
            key = (runner.route.workflow_id, runner.route.pipeline_id)
            since = self._open.setdefault(key, now_ms())
            circuit = runner.circuit
            opened[key] = OpenCircuit(*key, circuit.state.value, circuit.reason, circuit.needs_person, since)
        closed = [key for key in self._open if key not in opened]
        news = closed or opened.keys() - known or now - self._told_at >= TOLD_EVERY_S
        if not news or not (opened or closed):
            return
        await self._situation.tell(list(opened.values()), closed)
        for key in closed:
            del self._open[key]
        self._told_at = now


CIRCUITS = {CircuitState.CLOSED: 0, CircuitState.PROBING: 1, CircuitState.OPEN: 2}


def _parents(route: Route) -> tuple[Subject, ...]:
    own = (Subject(Kind.WORKFLOW, route.workflow_id), Subject(Kind.WORKSPACE, route.workspace_id))
    return (*own, Subject(Kind.CONNECTION, route.connection_id)) if route.connection_id else own
