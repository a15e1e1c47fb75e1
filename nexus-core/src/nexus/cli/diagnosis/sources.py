"""Every source: whether it is received from, by whom, and what keeps it from it."""

import time
from collections.abc import AsyncIterator

from nexus.cli.diagnosis.findings import Finding, State
from nexus.cli.diagnosis.metadata import Stored
from nexus.errors import StoreError
from nexus.model.source import SourceReport, SourceState
from nexus.services.sources import statuses
from nexus.streams.base import Store
from nexus.streams.sources import SourceBoard

_AREA = "sources"

_STATES = {
    SourceState.RUNNING: State.OK,
    SourceState.STARTING: State.OK,
    SourceState.ERROR: State.BROKEN,
}


async def look_at_sources(stored: Stored, store: Store | None) -> AsyncIterator[Finding]:
    """Yield each instance of each source."""
    reports: list[SourceReport] = []
    if store is not None:
        try:
            reports = list(await SourceBoard(store).read())
        except StoreError as error:
            yield Finding(_AREA, "receivers", State.WARNING, f"nobody can say how sources are doing: {error}")
            return
    for source in statuses(*stored.sources, reports, time.time_ns() // 1_000_000):
        for report in source.instances:
            number = f" #{report.instance}" if len(source.instances) > 1 else ""
            state = _STATES.get(report.state, State.WARNING)
            yield Finding(_AREA, f"{source.connection.name}{number}", state, _told(report))


def _told(report: SourceReport) -> str:
    place = f" on {report.receiver}" if report.receiver else ""
    figures = f", {report.messages} messages taken" if report.messages else ""
    reason = f": {report.reason}" if report.reason else ""
    return f"{report.state.value}{place}{figures}{reason}"
