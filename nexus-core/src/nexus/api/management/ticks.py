"""The last second, as those who watch are told it."""

from collections.abc import Mapping
from datetime import datetime

from nexus.api.management.figures import Before, Counted, before_of, counted, moment_of, open_circuits
from nexus.api.management.schemas import view
from nexus.config import field
from nexus.model.metrics import Kind, Subject
from nexus.services.measures.desk import Measured


@view
class TickOf:
    """The last second of a workflow."""

    accepted: int
    delivered: int
    failed: int
    dead: int
    lag: int
    waiting: int = field(
        help="Messages that are before its pipelines: unread, in work, and waiting for a further attempt."
    )


@view
class TickOfPipeline:
    """The last second of a pipeline, and what is before it now."""

    delivered: int
    failed: int
    dead: int
    filtered: int
    before: Before
    circuit: str = field(help="closed, open or probing.")


@view
class Tick:
    """The last second of a workspace."""

    at: datetime
    totals: Counted
    before: Before
    workflows: Mapping[str, TickOf] = field(help="By id; those where something happened, or something waits.")
    pipelines: Mapping[str, TickOfPipeline] = field(
        help="All those of the workflow that was asked for, by id (`sequence` for its steps); else empty."
    )
    open_circuits: int
    dead_letters: int


def tick(found: Measured, workflow_id: str = "") -> Tick:
    """Return what happened in the last second; to the pipelines of one workflow, too, if it is named."""
    workflows = {}
    for one in found.inventory.workflows:
        figures = found.total(Subject(Kind.WORKFLOW, one.id))
        depth = found.depth([each for each in found.inventory.places if each.workflow is one])
        waiting = depth.lag + depth.pending + depth.scheduled
        if figures or waiting:
            names = ("accepted", "delivered", "failed", "dead")
            workflows[one.id] = TickOf(**{name: figures[name] for name in names}, lag=depth.lag, waiting=waiting)
    return Tick(
        at=moment_of(found.first),
        totals=counted(found.total(found.asked)),
        before=before_of(found.depth(found.inventory.places)),
        workflows=workflows,
        pipelines=_pipelines_of(found, workflow_id),
        open_circuits=len(found.circuits),
        dead_letters=sum(found.dead.values()),
    )


def _pipelines_of(found: Measured, workflow_id: str) -> dict[str, TickOfPipeline]:
    open_now = open_circuits(found)
    pipelines = {}
    for one in found.inventory.places:
        if one.workflow.id == workflow_id:
            figures = found.total(one.subject)
            pipelines[one.id] = TickOfPipeline(
                **{name: figures[name] for name in ("delivered", "failed", "dead", "filtered")},
                before=before_of(found.depth([one])),
                circuit=open_now.get(one.key, "closed"),
            )
    return pipelines
