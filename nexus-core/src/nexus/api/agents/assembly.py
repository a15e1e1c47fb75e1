"""What agents ask of one API process."""

import time
from collections.abc import Sequence
from typing import Any

from nexus.api.agents.forwarding import Forwarding, Senders
from nexus.api.agents.routes import messages_route
from nexus.api.ingress.unpacking import Caps
from nexus.ports import Producer
from nexus.telemetry.counts import Counts
from nexus.wiring import Metadata


def agent_routes_of(metadata: Metadata, producer: Producer, counts: Counts, caps: Caps) -> Sequence[Any]:
    """Return the routes below ``/api``."""
    database = metadata.database
    senders = Senders(
        metadata.definitions, metadata.repositories.applications.get, lambda: database.changes, time.monotonic
    )
    return [messages_route(Forwarding(producer, senders, counts, caps))]
