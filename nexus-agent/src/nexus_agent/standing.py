"""How the agent is, as ``/health``, ``nexus-agent status`` and Prometheus tell it."""

import time
from typing import Any, Final

from attrs import define

from nexus.edge import IngressCounts, SourceReport, SourceState
from nexus_agent import __version__
from nexus_agent.assignment import Directory
from nexus_agent.forwarding.forwarder import Forwarder, Standing
from nexus_agent.link.client import LinkClient
from nexus_agent.queue.entries import Size
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.routes import of_source, source_of
from nexus_agent.sources.keeper import Sources
from nexus_agent.syncing import Sync

FULL_PART: Final = 0.9
"""Above this part of its bound the queue is nearly full."""


@define(eq=False)
class Parts:
    """What the agent consists of while it runs.

    Attributes:
        ingress: what it counts.
        link: None where the agent keeps none.
        sources: those that are received from here.
        most_bytes: of the queue.
    """

    queue: Queue
    directory: Directory
    sync: Sync
    forwarder: Forwarder
    ingress: IngressCounts
    link: LinkClient | None
    sources: Sources
    most_bytes: int


async def standing(parts: Parts) -> dict[str, Any]:
    """Return how everything is; raises StoreError if the queue cannot be read."""
    queue, sync, now = parts.queue, parts.sync.standing, time.time()
    oldest = await queue.oldest_at()
    names = parts.directory.names()
    routes = {one for one in queue.sizes if source_of(one) is None}
    applications = [
        {"id": one, "name": names.get(one, ""), "assigned": one in names, **_route(parts, one, now)}
        for one in sorted({*names, *routes}, key=lambda one: (names.get(one, ""), one))
    ]
    assignment = parts.directory.assignment
    return {
        "status": _status(parts),
        "version": __version__,
        "agent": assignment.name if assignment is not None else None,
        "queue": {
            "messages": queue.count,
            "bytes": queue.bytes,
            "most_bytes": parts.most_bytes,
            "oldest_age_s": _age(oldest / 1000, now) if oldest is not None else None,
            "refused": queue.refused,
            "damaged_files": [str(one.aside) for one in queue.salvages],
        },
        "sync": {"state": sync.state, "reason": sync.reason, "age_s": _age(sync.synced_at, now)},
        "link": _link(parts, now),
        "applications": applications,
        "sources": _sources(parts, now),
    }


def _route(parts: Parts, route: str, now: float) -> dict[str, Any]:
    """Return how an application's, or a source's, way to the centre is."""
    held, found = parts.queue.sizes.get(route, Size()), parts.forwarder.standings.get(route, Standing())
    return {
        "queued": held.count,
        "state": found.state,
        "reason": found.reason,
        "forwarded": found.forwarded,
        "last_forward_age_s": _age(found.forwarded_at, now),
    }


def _sources(parts: Parts, now: float) -> list[dict[str, Any]]:
    """Return how each source is, and what of it waits: those that are received from, and those that were."""
    assigned = {one.id: one for one in parts.directory.sources()}
    reports: dict[str, list[SourceReport]] = {}
    for report in parts.sources.reports():
        reports.setdefault(report.connection, []).append(report)
    queued = {connection for one in parts.queue.sizes if (connection := source_of(one)) is not None}
    return [
        {
            "id": one,
            "name": assigned[one].name if one in assigned else "",
            "connector": assigned[one].connector if one in assigned else "",
            "assigned": one in assigned,
            "instances": [_instance(report, now) for report in reports.get(one, ())],
            "forwarding": _route(parts, of_source(one), now),
        }
        for one in sorted({*assigned, *queued}, key=lambda one: (assigned[one].name if one in assigned else "", one))
    ]


def _instance(report: SourceReport, now: float) -> dict[str, Any]:
    return {
        "instance": report.instance,
        "state": report.state.value,
        "reason": report.reason,
        "age_s": _age(report.since / 1000, now),
        "messages": report.messages,
        "last_message_age_s": _age(report.last_at / 1000, now) if report.last_at is not None else None,
    }


def _status(parts: Parts) -> str:
    """``up``; ``degraded``: messages are taken, and a person should look; ``down``: nothing is taken."""
    if parts.directory.assignment is None:
        return "down"
    near = parts.queue.bytes > FULL_PART * parts.most_bytes
    ill = parts.sync.standing.state in {"away", "unauthorized"} or parts.queue.refused or parts.queue.salvages
    held = any(one.state in {"held", "unauthorized"} for one in parts.forwarder.standings.values())
    broken = any(one.state is SourceState.ERROR for one in parts.sources.reports())
    return "degraded" if near or ill or held or broken else "up"


def _link(parts: Parts, now: float) -> dict[str, Any]:
    if parts.link is None:
        return {"state": "off", "reason": "", "age_s": None}
    found = parts.link.standing
    return {"state": found.state, "reason": found.reason, "age_s": _age(found.since, now)}


def _age(at: float | None, now: float) -> float | None:
    return None if at is None else round(max(0.0, now - at), 1)
