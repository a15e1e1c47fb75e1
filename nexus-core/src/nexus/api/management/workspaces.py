"""Workspaces and their members."""

from collections.abc import Sequence
from typing import Any, ClassVar

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.pages import Cursor, Limit, paged
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.api.management.versions import IfMatch, expected, tagged
from nexus.config import define, field
from nexus.model.user import Role, User, Workspace
from nexus.services.people.documents import WorkspaceDocument
from nexus.services.people.workspaces import WorkspaceDesk


@define
class MemberDocument:
    """What a member may do."""

    EXAMPLE: ClassVar = {"role": "admin"}

    role: Role = field(title="Role", help="admin may change everything in the workspace; user reads.")


@view
class WorkspaceView:
    """A workspace."""

    id: str
    name: str
    title: str
    weight: int = field(help="Share of a busy worker.")
    version: int


@view
class WorkspacePage:
    """Workspaces by name."""

    items: Sequence[WorkspaceView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


@view
class MemberView:
    """A member of a workspace."""

    user_id: str
    username: str
    enabled: bool
    role: Role


@view
class MemberPage:
    """Members by name."""

    items: Sequence[MemberView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


def workspace_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    metadata = management.metadata
    desk = WorkspaceDesk(
        workspaces=metadata.workspaces, users=metadata.users, audit=metadata.audit, transactions=metadata.database
    )
    return [*_reading(desk), *_changing(desk, management), *_members(desk, management)]


def _reading(desk: WorkspaceDesk) -> list[HTTPRouteHandler]:
    @route(
        "GET",
        "/workspaces",
        policy=Policy.SIGNED_IN,
        name="list_workspaces",
        summary="List one's workspaces",
        description="An owner sees all.",
        tag="workspaces",
    )
    def list_workspaces(request: Request[Any, Any, Any], cursor: Cursor = None, limit: Limit = 100) -> WorkspacePage:
        page = paged(desk.list(caller_of(request).user), lambda one: one.name, cursor, limit)
        return WorkspacePage(items=[_view(one) for one in page.items], next=page.cursor)

    @route(
        "GET",
        "/workspaces/{workspace_id:str}",
        policy=Policy.SIGNED_IN,
        name="get_workspace",
        summary="Show a workspace",
        tag="workspaces",
        versioned=True,
    )
    def get_workspace(request: Request[Any, Any, Any], workspace_id: FromPath[str]) -> Response[WorkspaceView]:
        workspace = desk.get(caller_of(request).user, workspace_id)
        return tagged(_view(workspace), workspace.version)

    return [list_workspaces, get_workspace]


def _changing(desk: WorkspaceDesk, management: Management) -> list[HTTPRouteHandler]:
    @route(
        "POST",
        "/workspaces",
        policy=Policy.OWNER,
        name="create_workspace",
        summary="Make a workspace",
        description="Who makes it becomes its administrator.",
        tag="workspaces",
        body=WorkspaceDocument,
        refuses=(409,),
        versioned=True,
    )
    def create_workspace(request: Request[Any, Any, Any], data: JSONBody[WorkspaceDocument]) -> Response[WorkspaceView]:
        caller = caller_of(request)
        made = desk.create(data, caller.user, caller.person)
        return tagged(_view(made), made.version, status=201)

    @route(
        "PUT",
        "/workspaces/{workspace_id:str}",
        policy=Policy.OWNER,
        name="update_workspace",
        summary="Change a workspace",
        tag="workspaces",
        body=WorkspaceDocument,
        refuses=(409,),
        versioned=True,
    )
    def update_workspace(
        request: Request[Any, Any, Any],
        workspace_id: FromPath[str],
        data: JSONBody[WorkspaceDocument],
        if_match: IfMatch = None,
    ) -> Response[WorkspaceView]:
        changed = desk.update(workspace_id, data, caller_of(request).person, expected(if_match))
        management.news.announce(workspace_id)  # workers go by its weight
        return tagged(_view(changed), changed.version)

    @route(
        "DELETE",
        "/workspaces/{workspace_id:str}",
        policy=Policy.OWNER,
        name="delete_workspace",
        summary="Delete an empty workspace",
        tag="workspaces",
        refuses=(409,),
    )
    def delete_workspace(request: Request[Any, Any, Any], workspace_id: FromPath[str]) -> None:
        desk.delete(workspace_id, caller_of(request).person)

    return [create_workspace, update_workspace, delete_workspace]


def _members(desk: WorkspaceDesk, management: Management) -> list[HTTPRouteHandler]:
    @route(
        "GET",
        "/workspaces/{workspace_id:str}/members",
        policy=Policy.MANAGER,
        name="list_members",
        summary="List the members of a workspace",
        tag="workspaces",
    )
    def list_members(workspace_id: FromPath[str], cursor: Cursor = None, limit: Limit = 100) -> MemberPage:
        page = paged(desk.members(workspace_id), lambda one: one.username, cursor, limit)
        return MemberPage(items=[_member(one, workspace_id) for one in page.items], next=page.cursor)

    @route(
        "PUT",
        "/workspaces/{workspace_id:str}/members/{username:str}",
        policy=Policy.MANAGER,
        name="set_member",
        summary="Make a user a member, or change the role",
        tag="workspaces",
        body=MemberDocument,
        refuses=(409,),
    )
    def set_member(
        request: Request[Any, Any, Any],
        workspace_id: FromPath[str],
        username: FromPath[str],
        data: JSONBody[MemberDocument],
    ) -> MemberView:
        changed = desk.set_member(workspace_id, username, data.role, caller_of(request).person)
        management.news.announce(changed.id)
        return _member(changed, workspace_id)

    @route(
        "DELETE",
        "/workspaces/{workspace_id:str}/members/{username:str}",
        policy=Policy.MANAGER,
        name="remove_member",
        summary="End a membership",
        tag="workspaces",
        refuses=(409,),
    )
    def remove_member(request: Request[Any, Any, Any], workspace_id: FromPath[str], username: FromPath[str]) -> None:
        desk.remove_member(workspace_id, username, caller_of(request).person)
        management.news.announce(workspace_id)

    return [list_members, set_member, remove_member]


def _view(workspace: Workspace) -> WorkspaceView:
    return WorkspaceView(
        id=workspace.id,
        name=workspace.name,
        title=workspace.title,
        weight=workspace.weight,
        version=workspace.version,
    )


def _member(user: User, workspace_id: str) -> MemberView:
    role = user.memberships[workspace_id]
    return MemberView(user_id=user.id, username=user.username, enabled=user.enabled, role=role)
