"""Figures as the dashboard is given them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from nexus.api.management.schemas import view
from nexus.config import field
from nexus.model.delivery import Depth
from nexus.model.metrics import COUNTED, GAUGES, LATENCY_BOUNDS, WRITE_BOUNDS, Figures, Kind, Subject, quantile
from nexus.plugins import Catalogue
from nexus.services.measures.desk import Measured
from nexus.services.measures.inventory import Place


@view
class Quantiles:
    """How long something took, estimated from a histogram; null where nothing was measured."""

    count: int
    mean_ms: float | None
    p50_ms: float | None
    p90_ms: float | None
    p99_ms: float | None


@view
class Counted:
    """Counts over the span."""

    accepted: int
    duplicates: int
    refused: int = field(help="Requests; by reason in `refused_by`.")
    delivered: int
    failed: int = field(help="Attempts that are made again.")
    dead: int = field(help="Deliveries that became dead letters.")
    filtered: int = field(help="Held back by a pipeline's condition.")
    refused_by: Mapping[str, int]
    latency: Quantiles = field(help="From acceptance to delivery.")
    write: Quantiles = field(help="Of a batch into its destination, or through the steps.")


@view
class Series:
    """Points in order; of every list entry N begins at `since` plus N times `resolution_s`."""

    accepted: Sequence[int]
    duplicates: Sequence[int]
    refused: Sequence[int]
    delivered: Sequence[int]
    failed: Sequence[int]
    dead: Sequence[int]
    filtered: Sequence[int]
    lag: Sequence[int] = field(help="Highest number of unread messages; so are the gauges that follow.")
    pending: Sequence[int]
    scheduled: Sequence[int]
    circuit: Sequence[int] = field(help="0 closed, 1 probing, 2 open.")
    latency_p50_ms: Sequence[float | None]
    latency_p99_ms: Sequence[float | None]
    write_p99_ms: Sequence[float | None]


@view
class Before:
    """What is before pipelines now."""

    lag: int = field(help="Unread messages.")
    pending: int = field(help="Read and not settled.")
    scheduled: int = field(help="Waiting for a further attempt.")


@view
class MeasuredThing:
    """An application or a connection."""

    id: str
    name: str
    enabled: bool
    totals: Counted
    before: Before
    dead_letters: int = field(help="Waiting for a person now.")


@view
class MeasuredWorkflow(MeasuredThing):
    """A workflow."""

    trend: Sequence[int] = field(help="Deliveries in equal parts of the span, 30 at most, the latest last.")


@view
class MeasuredPipeline:
    """A pipeline, or a sequential workflow's only route, whose id is `sequence`."""

    id: str
    name: str
    workflow_id: str
    workflow: str
    connection_id: str | None
    enabled: bool
    totals: Counted
    before: Before
    dead_letters: int = field(help="Waiting for a person now.")
    circuit: str = field(help="closed, open or probing.")


@view
class OpenCircuitView:
    """A pipeline whose destination is away."""

    workflow_id: str
    workflow: str
    pipeline_id: str
    pipeline: str
    state: str
    reason: str
    needs_person: bool = field(help="A setting is refused: waiting alone does not help.")
    since: datetime


@view
class QuarantinedPlugin:
    """A plugin that cannot be used."""

    plugin: str
    reason: str
    remedy: str


@view
class WaitingLettersView:
    """Dead letters of a pipeline that wait for a person."""

    workflow_id: str
    workflow: str
    pipeline_id: str
    pipeline: str
    count: int


@view
class Attention:
    """What needs a person now."""

    quarantined_plugins: Sequence[QuarantinedPlugin]
    open_circuits: Sequence[OpenCircuitView]
    dead_letters: int
    dead_letters_by_pipeline: Sequence[WaitingLettersView]


@view
class MetricsSummary:
    """Figures of a workspace over a span of time."""

    since: datetime
    until: datetime
    resolution_s: int
    kind: Kind = field(help="What `series` and `totals` are about.")
    id: str
    totals: Counted
    series: Series
    before: Before
    workflows: Sequence[MeasuredWorkflow]
    pipelines: Sequence[MeasuredPipeline]
    applications: Sequence[MeasuredThing]
    connections: Sequence[MeasuredThing]
    attention: Attention


def summary(found: Measured, catalogue: Catalogue) -> MetricsSummary:
    """Return the answer."""
    inventory = found.inventory
    open_now = open_circuits(found)
    return MetricsSummary(
        since=moment_of(found.first),
        until=moment_of(found.first + len(found.points) * found.span.step_s),
        resolution_s=found.span.step_s,
        kind=found.asked.kind,
        id=found.asked.id,
        totals=counted(found.total(found.asked)),
        series=_series(found.points),
        before=before_of(found.depth(_places_of(found))),
        workflows=[
            MeasuredWorkflow(
                **_about(
                    found, Kind.WORKFLOW, one, [each for each in inventory.places if each.workflow is one], one.enabled
                ),
                trend=found.trends[one.id],
            )
            for one in inventory.workflows
        ],
        pipelines=[_pipeline(found, one, open_now.get(one.key, "closed")) for one in inventory.places],
        applications=[
            MeasuredThing(**_about(found, Kind.APPLICATION, one, [], one.enabled)) for one in inventory.applications
        ],
        connections=[
            MeasuredThing(
                **_about(
                    found, Kind.CONNECTION, one, [each for each in inventory.places if each.connection_id == one.id]
                )
            )
            for one in inventory.connections
        ],
        attention=_attention(found, catalogue),
    )


def open_circuits(found: Measured) -> dict[tuple[str, str], str]:
    """Return the state of each circuit that is not closed, by workflow and pipeline id."""
    return {(one.workflow_id, one.pipeline_id): one.state for one in found.circuits}


def _places_of(found: Measured) -> Sequence[Place]:
    kind, asked = found.asked.kind, found.asked.id
    places = found.inventory.places
    match kind:
        case Kind.WORKSPACE:
            return places
        case Kind.WORKFLOW:
            return [one for one in places if one.workflow.id == asked]
        case Kind.PIPELINE:
            return [one for one in places if one.subject.id == asked]
        case Kind.CONNECTION:
            return [one for one in places if one.connection_id == asked]
        case Kind.APPLICATION:
            return []


def _about(found: Measured, kind: Kind, one: Any, places: Sequence[Place], enabled: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 — a figure of the thing
    return {
        "id": one.id,
        "name": one.name,
        "enabled": enabled,
        "totals": counted(found.total(Subject(kind, one.id))),
        "before": before_of(found.depth(places)),
        "dead_letters": sum(found.dead.get(each.key, 0) for each in places),
    }


def _pipeline(found: Measured, place: Place, circuit: str) -> MeasuredPipeline:
    return MeasuredPipeline(
        id=place.id,
        name=place.name,
        workflow_id=place.workflow.id,
        workflow=place.workflow.name,
        connection_id=place.connection_id or None,
        enabled=place.enabled,
        totals=counted(found.total(place.subject)),
        before=before_of(found.depth([place])),
        dead_letters=found.dead.get(place.key, 0),
        circuit=circuit,
    )


def _attention(found: Measured, catalogue: Catalogue) -> Attention:
    places = {one.key: one for one in found.inventory.places}
    names = {one.id: one.name for one in found.inventory.workflows}

    def named(workflow_id: str, pipeline_id: str) -> dict[str, str]:
        place = places.get((workflow_id, pipeline_id))
        return {
            "workflow_id": workflow_id,
            "workflow": names.get(workflow_id, ""),
            "pipeline_id": pipeline_id,
            "pipeline": place.name if place is not None else "",
        }

    return Attention(
        quarantined_plugins=[
            QuarantinedPlugin(plugin=one.plugin, reason=one.reason, remedy=one.remedy) for one in catalogue.faults
        ],
        open_circuits=[
            OpenCircuitView(
                **named(one.workflow_id, one.pipeline_id),
                state=one.state,
                reason=one.reason,
                needs_person=one.needs_person,
                since=datetime.fromtimestamp(one.since / 1000, UTC),
            )
            for one in found.circuits
        ],
        dead_letters=sum(found.dead.values()),
        dead_letters_by_pipeline=[
            WaitingLettersView(**named(*key), count=count)
            for key, count in sorted(found.dead.items(), key=lambda one: -one[1])
        ],
    )


def counted(figures: Figures) -> Counted:
    """Return counts and quantiles."""
    return Counted(
        **{name: figures[name] for name in COUNTED},
        refused_by=figures.reasons,
        latency=_quantiles(LATENCY_BOUNDS, figures.latency, figures.latency_s),
        write=_quantiles(WRITE_BOUNDS, figures.write, figures.write_s),
    )


def _quantiles(bounds: Sequence[float], counts: Sequence[int], seconds: float) -> Quantiles:
    count = sum(counts)
    return Quantiles(
        count=count,
        mean_ms=round(1000 * seconds / count, 3) if count else None,
        p50_ms=_ms(quantile(bounds, counts, 0.5)),
        p90_ms=_ms(quantile(bounds, counts, 0.9)),
        p99_ms=_ms(quantile(bounds, counts, 0.99)),
    )


def _series(points: Sequence[Figures]) -> Series:
    def each(bounds: Sequence[float], counts: Iterable[Sequence[int]], share: float) -> list[float | None]:
        return [_ms(quantile(bounds, one, share)) for one in counts]

    latencies = [one.latency for one in points]
    return Series(
        **{name: [one[name] for one in points] for name in (*COUNTED, *GAUGES)},
        latency_p50_ms=each(LATENCY_BOUNDS, latencies, 0.5),
        latency_p99_ms=each(LATENCY_BOUNDS, latencies, 0.99),
        write_p99_ms=each(WRITE_BOUNDS, [one.write for one in points], 0.99),
    )


def before_of(depth: Depth) -> Before:
    """Return what is before pipelines."""
    return Before(lag=depth.lag, pending=depth.pending, scheduled=depth.scheduled)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 3)


def moment_of(seconds: int) -> datetime:
    """Return a time of seconds since 1970 (UTC)."""
    return datetime.fromtimestamp(seconds, UTC)
