"""Every connection's own check, all at once, each bounded in time."""

import asyncio
from collections.abc import Sequence

from nexus.cli.diagnosis.findings import Finding, State, broken
from nexus.engine.calls import Caller, DaemonThreads
from nexus.errors import NexusError
from nexus.hookspecs import Check, Egress
from nexus.model.connection import Connection
from nexus.plugins import Catalogue
from nexus.services.connections.reach import DirectReach, Reach

_AREA = "connections"


async def look_at_connections(
    connections: Sequence[Connection], catalogue: Catalogue, egress: Egress, timeout_s: float
) -> list[Finding]:
    """Return what every connection's check says; one that does not answer in time is broken."""
    reach = DirectReach(catalogue, egress, Caller(DaemonThreads()))
    looks = (_look(one, reach, timeout_s) for one in connections)
    return [finding for findings in await asyncio.gather(*looks) for finding in findings]


async def _look(connection: Connection, reach: Reach, timeout_s: float) -> list[Finding]:
    if connection.via_agent is not None:
        return [Finding(_AREA, connection.name, State.OK, "reached through an agent, which checks it")]
    try:
        async with asyncio.timeout(timeout_s):
            checks = await reach.check(connection)
    except TimeoutError:
        text = f"no answer within {timeout_s:g} s"
        return [Finding(_AREA, connection.name, State.BROKEN, text, "see whether the host answers from this machine")]
    except NexusError as error:
        return [broken(_AREA, connection.name, error)]
    return [_finding(connection, check) for check in checks]


def _finding(connection: Connection, check: Check) -> Finding:
    state = State.OK if check.ok else State.BROKEN
    return Finding(_AREA, f"{connection.name}: {check.name}", state, check.message, check.remedy, check.latency_ms)
