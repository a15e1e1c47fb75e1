"""Everything about runs in one API process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from attrs import frozen
from litestar import Litestar

from nexus.api.app import Lifespan
from nexus.api.runs.execution import Executor
from nexus.api.runs.routes import execute_route, run_routes
from nexus.api.runs.waiting import ResultBoard
from nexus.engine.calls import Caller
from nexus.errors import NotFound
from nexus.hookspecs import Egress
from nexus.model.message import KeptMessage, Message
from nexus.plugins import Catalogue
from nexus.ports import Producer
from nexus.services.people.login import LogIn
from nexus.services.runs.desk import RunDesk
from nexus.storage.run_history import SqlRunHistory
from nexus.streams import keys
from nexus.streams.base import Store
from nexus.streams.runs import StreamRuns, no_entry
from nexus.streams.wake import listen
from nexus.wiring import Metadata


@frozen
class RunRoutes:
    """For `nexus.api.app.ApiParts`.

    Attributes:
        routes: below ``/api`` and ``/api/v1``.
        root_routes: where they say.
    """

    routes: Sequence[Any]
    root_routes: Sequence[Any]
    lifespan: Lifespan


def runs_of(
    *,
    metadata: Metadata,
    catalogue: Catalogue,
    history: SqlRunHistory,
    log_in: LogIn,
    producer: Producer,
    egress: Egress,
    store: Store,
    ear: Store,
) -> RunRoutes:
    """Return the routes of runs, and what hears of their results; it closes the history at the end."""
    threads = ThreadPoolExecutor(4, thread_name_prefix="trial")
    desk = RunDesk(
        history,
        metadata.repositories,
        catalogue,
        egress,
        control=lambda workflow_id: StreamRuns(store, workflow_id),
        entry=no_entry,
        call=Caller(threads),
        keep=lambda workspace_id, message: _kept(metadata, workspace_id, message),
    )
    board = ResultBoard(store, lambda: listen(ear, keys.RESULTS))
    executor = Executor(producer, board, metadata.definitions.workflow, log_in.who_sends, desk.announce)

    @contextlib.asynccontextmanager
    async def hearing(_: Litestar) -> AsyncIterator[None]:
        task = asyncio.create_task(board.follow(), name="results of runs")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            history.close()
            threads.shutdown(wait=False, cancel_futures=True)

    return RunRoutes(
        routes=[*run_routes(desk), execute_route(executor, "/execute/{workflow_id:str}", in_schema=True)],
        root_routes=[execute_route(executor, "/execute/{workflow_id:str}", in_schema=False)],
        lifespan=hearing,
    )


def _kept(metadata: Metadata, workspace_id: str, message: Message) -> Message:
    try:
        application = metadata.repositories.applications.get(workspace_id, message.source)
    except NotFound:  # run by a person, or by a schedule
        return message
    if not application.keep_encrypted:
        return message
    return KeptMessage.of(message, metadata.vault.current(workspace_id, application.id), message.payload)
