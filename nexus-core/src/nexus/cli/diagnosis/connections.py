"""Every connection's own check, all at once, each bounded in time."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from typing import Any

from nexus.cli.diagnosis.findings import Finding, State, broken
from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext, ConnectionResources
from nexus.hookspecs import Check, Egress
from nexus.model.connection import Connection
from nexus.plugins import Catalogue

_AREA = "connections"


async def look_at_connections(
    connections: Sequence[Connection], catalogue: Catalogue, egress: Egress, timeout_s: float
) -> list[Finding]:
    """Return what every connection's check says; one that does not answer in time is broken."""
    looks = (_look(one, catalogue, egress, Caller(_DaemonThreads()), timeout_s) for one in connections)
    return [finding for findings in await asyncio.gather(*looks) for finding in findings]


async def _look(
    connection: Connection, catalogue: Catalogue, egress: Egress, call: Caller, timeout_s: float
) -> list[Finding]:
    if connection.via_agent is not None:
        return [Finding(_AREA, connection.name, State.OK, "reached through an agent, which checks it")]
    context = ComponentContext(ConnectionResources(), egress, logging.getLogger(f"nexus.connection.{connection.name}"))
    try:
        connector = catalogue.connector(connection.connector)
        config = structure(connector.config, connection.config, "config")
        async with asyncio.timeout(timeout_s):
            checks = await call(connector.check, config, context)
            for closing in context.released():
                await call(closing)
    except TimeoutError:
        text = f"no answer within {timeout_s:g} s"
        return [Finding(_AREA, connection.name, State.BROKEN, text, "see whether the host answers from this machine")]
    except Exception as error:  # noqa: BLE001 — a plugin's fault is a finding
        return [broken(_AREA, connection.name, error)]
    return [_finding(connection, check) for check in checks]


def _finding(connection: Connection, check: Check) -> Finding:
    state = State.OK if check.ok else State.BROKEN
    return Finding(_AREA, f"{connection.name}: {check.name}", state, check.message, check.remedy, check.latency_ms)


class _DaemonThreads(Executor):
    """A thread per call that nobody waits for when the process ends: a check that hangs must not hang ``nexus doctor``."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Run ``fn`` in a thread of its own."""
        future: Future[Any] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 — handed to whoever waits
                future.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return future
