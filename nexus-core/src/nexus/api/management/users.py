"""Users of the installation: for its owners."""

from collections.abc import Mapping, Sequence
from datetime import datetime
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
from nexus.config import Secret, define, field
from nexus.model.user import Role, User
from nexus.services.people.documents import NewUserDocument, UserDocument
from nexus.services.people.users import UserDesk


@define
class NewPassword:
    """A password for a user."""

    EXAMPLE: ClassVar = {"password": "correct horse battery"}

    password: Secret = field(title="Password", help="8 to 1024 characters.")


@view
class UserView:
    """A user."""

    id: str
    username: str
    enabled: bool
    owner: bool
    roles: Mapping[str, Role] = field(title="Role by name of the workspace")
    last_login_at: datetime | None
    version: int


@view
class UserPage:
    """Users by name."""

    items: Sequence[UserView]
    next: str | None = field(help="Cursor of the next page; null on the last.")


def user_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes."""
    desk = _desk(management)
    return [*_reading(desk), *_making(desk), *_changing(management, desk)]


def _reading(desk: UserDesk) -> list[HTTPRouteHandler]:
    @route("GET", "/users", policy=Policy.OWNER, name="list_users", summary="List users", tag="users")
    def list_users(cursor: Cursor = None, limit: Limit = 100) -> UserPage:
        page = paged(desk.list(), lambda one: one.username, cursor, limit)
        names = desk.workspace_names()
        return UserPage(items=[_view(one, names) for one in page.items], next=page.cursor)

    @route(
        "GET",
        "/users/{user_id:str}",
        policy=Policy.OWNER,
        name="get_user",
        summary="Show a user",
        tag="users",
        versioned=True,
    )
    def get_user(user_id: FromPath[str]) -> Response[UserView]:
        user = desk.get(user_id)
        return tagged(_view(user, desk.workspace_names()), user.version)

    return [list_users, get_user]


def _making(desk: UserDesk) -> list[HTTPRouteHandler]:
    @route(
        "POST",
        "/users",
        policy=Policy.OWNER,
        name="create_user",
        summary="Make a user",
        tag="users",
        body=NewUserDocument,
        refuses=(409,),
        versioned=True,
    )
    def create_user(request: Request[Any, Any, Any], data: JSONBody[NewUserDocument]) -> Response[UserView]:
        made = desk.create(data, caller_of(request).person)
        return tagged(_view(made, desk.workspace_names()), made.version, status=201)

    return [create_user]


def _changing(management: Management, desk: UserDesk) -> list[HTTPRouteHandler]:
    """Return what every API process must hear of: each remembers for a moment who asks."""

    @route(
        "PUT",
        "/users/{user_id:str}",
        policy=Policy.OWNER,
        name="update_user",
        summary="Replace a user",
        description="All but the password; a user who is disabled is out at once.",
        tag="users",
        body=UserDocument,
        refuses=(409,),
        versioned=True,
    )
    def update_user(
        request: Request[Any, Any, Any],
        user_id: FromPath[str],
        data: JSONBody[UserDocument],
        if_match: IfMatch = None,
    ) -> Response[UserView]:
        changed = desk.update(user_id, data, caller_of(request).person, expected(if_match))
        management.news.announce(user_id)
        return tagged(_view(changed, desk.workspace_names()), changed.version)

    @route(
        "PUT",
        "/users/{user_id:str}/password",
        policy=Policy.OWNER,
        name="set_user_password",
        summary="Set a user's password",
        description="Ends all of the user's sessions.",
        tag="users",
        body=NewPassword,
        status=204,
    )
    def set_password(request: Request[Any, Any, Any], user_id: FromPath[str], data: JSONBody[NewPassword]) -> None:
        desk.set_password(user_id, data.password.reveal(), caller_of(request).person)
        management.news.announce(user_id)

    @route(
        "DELETE",
        "/users/{user_id:str}",
        policy=Policy.OWNER,
        name="delete_user",
        summary="Delete a user",
        tag="users",
        refuses=(409,),
    )
    def delete_user(request: Request[Any, Any, Any], user_id: FromPath[str]) -> None:
        desk.delete(user_id, caller_of(request).person)
        management.news.announce(user_id)

    return [update_user, set_password, delete_user]


def _desk(management: Management) -> UserDesk:
    metadata = management.metadata
    return UserDesk(
        users=metadata.users,
        workspaces=metadata.workspaces,
        audit=metadata.audit,
        transactions=metadata.database,
        passwords=management.passwords,
    )


def _view(user: User, names: Mapping[str, str]) -> UserView:
    return UserView(
        id=user.id,
        username=user.username,
        enabled=user.enabled,
        owner=user.owner,
        roles={names[key]: role for key, role in user.memberships.items() if key in names},
        last_login_at=user.last_login_at,
        version=user.version,
    )
