"""How the agent is, as ``/health``, ``nexus-agent status`` and Prometheus tell it."""

import time
from typing import Any, Final

from attrs import define

from nexus.edge import IngressCounts
from nexus_agent import __version__
from nexus_agent.assignment import Directory
from nexus_agent.forwarding.forwarder import Forwarder
from nexus_agent.link.client import LinkClient
from nexus_agent.queue.queue import Queue
from nexus_agent.syncing import Sync

FULL_PART: Final = 0.9
"""Above this part of its bound the queue is nearly full."""


@define(eq=False)
class Parts:
    """What the agent consists of while it runs.

    Attributes:
        ingress: what it counts.
        link: None where the agent keeps none.
        most_bytes: of the queue.
    """

    queue: Queue
    directory: Directory
    sync: Sync
    forwarder: Forwarder
    ingress: IngressCounts
    link: LinkClient | None
    most_bytes: int


async def standing(parts: Parts) -> dict[str, Any]:
    """Return how everything is; raises StoreError if the queue cannot be read."""
    queue, sync, now = parts.queue, parts.sync.standing, time.time()
    oldest = await queue.oldest_at()
    names, forwarding = parts.directory.names(), parts.forwarder.standings
    applications = [
        {
            "id": one,
            "name": names.get(one, ""),
            "assigned": one in names,
            "queued": queue.sizes[one].count if one in queue.sizes else 0,
            "state": forwarding[one].state if one in forwarding else "idle",
            "reason": forwarding[one].reason if one in forwarding else "",
            "forwarded": forwarding[one].forwarded if one in forwarding else 0,
            "last_forward_age_s": _age(forwarding[one].forwarded_at, now) if one in forwarding else None,
        }
        for one in sorted({*names, *queue.sizes}, key=lambda one: (names.get(one, ""), one))
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
    }


def _status(parts: Parts) -> str:
    """``up``; ``degraded``: messages are taken, and a person should look; ``down``: nothing is taken."""
    if parts.directory.assignment is None:
        return "down"
    near = parts.queue.bytes > FULL_PART * parts.most_bytes
    ill = parts.sync.standing.state in {"away", "unauthorized"} or parts.queue.refused or parts.queue.salvages
    held = any(one.state in {"held", "unauthorized"} for one in parts.forwarder.standings.values())
    return "degraded" if near or ill or held else "up"


def _link(parts: Parts, now: float) -> dict[str, Any]:
    if parts.link is None:
        return {"state": "off", "reason": "", "age_s": None}
    found = parts.link.standing
    return {"state": found.state, "reason": found.reason, "age_s": _age(found.since, now)}


def _age(at: float | None, now: float) -> float | None:
    return None if at is None else round(max(0.0, now - at), 1)
