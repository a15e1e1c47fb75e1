"""Creating, replacing, switching and deleting workflows."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from nexus.api.management.bodies import Sent, sent
from nexus.api.management.caller import Caller, caller_of
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.versions import IfMatch, expected, tagged
from nexus.api.management.workflows.views import WorkflowView, as_document, shown
from nexus.engine.route import SEQUENCE
from nexus.errors import Conflict
from nexus.model.workflow import Mode, Workflow
from nexus.services.definitions.documents import WorkflowDocument
from nexus.services.workflows.desk import Begin, Saved, WorkflowDesk
from nexus.streams.removal import SCHEDULED

Note = Annotated[
    str, QueryParameter(name="note", max_length=1000, description="Why; it stands beside the version in the history.")
]

_BODY: Final[Mapping[str, Any]] = {
    "body": WorkflowDocument,
    "dto": sent(WorkflowDocument),
    "refuses": (409, 503),
    "versioned": True,
    "in_threads": False,
}
_DOCUMENT: Final = (
    "The document of a definition file (`nexus apply`); names or ids stand for applications and connections. What only "
    "answers have (`id`, `version`, `guarantee` …) may be sent back, and is left aside."
)


def changing_routes(management: Management, desk: WorkflowDesk) -> list[HTTPRouteHandler]:
    """Return the routes."""

    @route(
        "POST",
        "/workflows",
        policy=Policy.ADMIN,
        name="create_workflow",
        summary="Define a workflow",
        description=_DOCUMENT,
        tag="workflows",
        **_BODY,
    )
    async def create_workflow(
        request: Request[Any, Any, Any], data: JSONBody[Any], note: Note = ""
    ) -> Response[WorkflowView]:
        caller = caller_of(request)
        raw = _document(data)
        return await saved(
            management, desk, lambda _: desk.create(caller.workspace_id, raw, caller.person, note=note), status=201
        )

    @route(
        "PUT",
        "/workflows/{workflow_id:str}",
        policy=Policy.ADMIN,
        name="update_workflow",
        summary="Store a workflow's next version",
        description=f"{_DOCUMENT} A pipeline that brings its `id` keeps its place in the stream, whatever its name.",
        tag="workflows",
        **_BODY,
    )
    async def update_workflow(
        request: Request[Any, Any, Any],
        workflow_id: FromPath[str],
        data: JSONBody[Any],
        note: Note = "",
        if_match: IfMatch = None,
    ) -> Response[WorkflowView]:
        caller = caller_of(request)
        raw, version = _document(data), expected(if_match)
        return await saved(
            management,
            desk,
            lambda begin: desk.update(
                caller.workspace_id, workflow_id, raw, caller.person, begin=begin, note=note, expected=version
            ),
        )

    return [
        create_workflow,
        update_workflow,
        _switch(management, desk, enabled=True),
        _switch(management, desk, enabled=False),
        _delete(management, desk),
    ]


def _switch(management: Management, desk: WorkflowDesk, *, enabled: bool) -> HTTPRouteHandler:
    verb = "enable" if enabled else "disable"

    @route(
        "POST",
        f"/workflows/{{workflow_id:str}}/{verb}",
        policy=Policy.ADMIN,
        name=f"{verb}_workflow",
        summary=f"{verb.capitalize()} a workflow",
        description="Disabled, it takes nothing and delivers nothing; what waits stays. A version that says so.",
        tag="workflows",
        status=200,
        versioned=True,
        in_threads=False,
    )
    async def switch(request: Request[Any, Any, Any], workflow_id: FromPath[str]) -> Response[WorkflowView]:
        caller = caller_of(request)
        return await saved(
            management,
            desk,
            lambda _: desk.set_enabled(caller.workspace_id, workflow_id, caller.person, enabled=enabled),
        )

    return switch


def _delete(management: Management, desk: WorkflowDesk) -> HTTPRouteHandler:
    @route(
        "DELETE",
        "/workflows/{workflow_id:str}",
        policy=Policy.ADMIN,
        name="delete_workflow",
        summary="Delete a workflow",
        description=(
            "With its versions and what it retains. 409 while it holds messages that are not delivered everywhere: wait, or "
            "give them up with `discard`. Its dead letters and its log stay."
        ),
        tag="workflows",
        refuses=(409, 503),
        in_threads=False,
    )
    async def delete_workflow(
        request: Request[Any, Any, Any],
        workflow_id: FromPath[str],
        discard: Annotated[  # noqa: FBT002 — a parameter of the query
            bool, QueryParameter(name="discard", description="Give up what is not delivered; that is audited.")
        ] = False,
    ) -> None:
        caller = caller_of(request)
        workflow = await asyncio.to_thread(desk.get, caller.workspace_id, workflow_id)
        await _end(management, desk, workflow, caller, discard=discard)

    return delete_workflow


async def saved(
    management: Management, desk: WorkflowDesk, save: Callable[[Begin], Saved], *, status: int = 200
) -> Response[WorkflowView]:
    """Save a workflow, tell running processes, and answer with it."""
    loop = asyncio.get_running_loop()

    def begin(routes: Sequence[tuple[str, str]]) -> None:
        if routes:
            asyncio.run_coroutine_threadsafe(management.streams.begin(routes), loop).result()

    done = await asyncio.to_thread(save, begin)
    notes = await management.streams.follow(done.applied.changed_ids, removed=done.applied.removed_routes)
    workflow = done.workflow

    def answer() -> WorkflowView:
        return shown(desk, workflow, desk.surroundings(workflow.workspace_id), notes)

    return tagged(await asyncio.to_thread(answer), workflow.version, status=status)


async def _end(
    management: Management, desk: WorkflowDesk, workflow: Workflow, caller: Caller, *, discard: bool
) -> None:
    """Remove a workflow from the stream store first: what waits is found out there, in the step that removes it."""
    enabled = [one.id for one in workflow.pipelines if one.enabled]
    routes = [SEQUENCE] if workflow.mode is Mode.SEQUENTIAL else enabled
    waiting = _named(workflow, await management.streams.remove(workflow.id, routes, discard=False))
    if waiting and not discard:
        told = ", ".join(f"{name}: {number}" for name, number in waiting.items())
        raise Conflict(
            f"workflow {workflow.name!r} holds messages that are not delivered ({told}): disable it and wait, or give them "
            "up with discard=true"
        )
    if waiting:  # written down before it is done
        await asyncio.to_thread(desk.note_discard, workflow, caller.person, waiting)
        await management.streams.remove(workflow.id, routes, discard=True)
    await asyncio.to_thread(desk.delete, workflow, caller.person, waiting)
    await management.streams.follow([workflow.id])


def _named(workflow: Workflow, waiting: Mapping[str, int]) -> dict[str, int]:
    names = {one.id: one.name for one in workflow.pipelines} | {SCHEDULED: "to be tried again"}
    return {names.get(key, key): number for key, number in waiting.items()}


def _document(data: Any) -> Any:
    assert isinstance(data, Sent)
    return as_document(data.value)
