"""Logging in and out, and what a person may know and change about themselves.

The refresh token is a cookie that scripts cannot read and that other sites' requests do not carry (security, browser); the
access token is short-lived and kept in memory.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Final

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import CookieParameter, JSONBody

from nexus.api.headers import REFRESH_COOKIE
from nexus.api.management.caller import caller_of
from nexus.api.management.management import Management
from nexus.api.management.policy import Policy, address_of
from nexus.api.management.routing import route
from nexus.api.management.schemas import view
from nexus.config import Secret, define, field
from nexus.errors import NotSignedIn
from nexus.model.user import Role, User, Workspace
from nexus.services.people.login import LoggedIn, LogIn

DEVICE: Final = "nexus_device"

_Refresh = Annotated[str, CookieParameter(name=REFRESH_COOKIE, description="The refresh token, as the log-in set it.")]
_Device = Annotated[str, CookieParameter(name=DEVICE, description="Marks a device that has logged in before.")]


@define
class Credentials:
    """A user's name and password."""

    EXAMPLE: ClassVar = {"username": "mara", "password": "correct horse battery"}

    username: str = field(title="User name", min_length=1)
    password: Secret = field(title="Password")


@define
class PasswordChange:
    """A change of one's own password."""

    EXAMPLE: ClassVar = {"password": "correct horse battery", "new_password": "a much longer sentence"}

    password: Secret = field(title="Password that is valid now")
    new_password: Secret = field(title="New password", help="8 to 1024 characters.")


@view
class Membership:
    """A workspace, and what its member may do there."""

    workspace_id: str
    workspace: str = field(title="Name of the workspace")
    title: str
    role: Role


@view
class Me:
    """The person who is logged in."""

    id: str
    username: str
    owner: bool
    must_change_password: bool = field(help="Someone else gave it: ask for a new one first.")
    memberships: Sequence[Membership]


@view
class Access:
    """An access token, and whose it is. The refresh token is in a cookie."""

    access_token: str
    token_type: str = field(default="bearer")
    expires_in: int = field(title="Lifetime in seconds")
    user: Me


def auth_routes(management: Management) -> list[HTTPRouteHandler]:
    """Return the routes below ``/api``; ``POST /login`` among them."""
    log_in, desk = management.log_in, _Desk(management)

    @route(
        "POST",
        "/auth/refresh",
        policy=Policy.PUBLIC,
        name="refresh",
        summary="Exchange the refresh token for a new access token",
        description="The cookie changes with each exchange; a token that is used again ends the session (theft).",
        tag="auth",
        status=200,
        refuses=(401,),
        security=[{"refresh": []}],
    )
    def refresh(request: Request[Any, Any, Any], token: _Refresh = "") -> Response[Access]:
        if not token:
            raise NotSignedIn("there is no refresh token: log in")
        return desk.answer(request, log_in.refresh(token, address_of(request)))

    @route(
        "POST",
        "/auth/logout",
        policy=Policy.PUBLIC,
        name="log_out",
        summary="End the session",
        tag="auth",
        status=204,
        answers={204: ResponseSpec(None, description="The session is over.", generate_examples=False)},
    )
    def log_out(request: Request[Any, Any, Any], token: _Refresh = "") -> Response[None]:
        if token:
            log_in.log_out(token, address_of(request))
        return Response(
            None, status_code=204, cookies=[_cookie(request, REFRESH_COOKIE, "", timedelta(0), path="/api")]
        )

    @route("GET", "/auth/me", policy=Policy.SIGNED_IN, name="me", summary="Who is logged in", tag="auth")
    def me(request: Request[Any, Any, Any]) -> Me:
        caller = caller_of(request)
        return _me(caller.user, caller.workspaces)

    @route(
        "POST",
        "/auth/password",
        policy=Policy.SIGNED_IN,
        name="change_password",
        summary="Change one's own password",
        description="Ends all other sessions.",
        tag="auth",
        body=PasswordChange,
        status=200,
        refuses=(429,),
        in_threads=False,
    )
    async def change_password(request: Request[Any, Any, Any], data: JSONBody[PasswordChange]) -> Response[Access]:
        caller = caller_of(request)
        done = await log_in.change_password(
            caller.user, caller.session_id, data.password.reveal(), data.new_password.reveal(), caller.address
        )
        return await desk.answer_soon(request, done)

    return [login_route(management), refresh, log_out, me, change_password]


def login_route(management: Management, *, in_schema: bool = True) -> HTTPRouteHandler:
    """Return ``POST /login``, which stands at the root too."""
    log_in, desk = management.log_in, _Desk(management)

    @route(
        "POST",
        "/login",
        policy=Policy.PUBLIC,
        name="log_in",
        summary="Log in",
        tag="auth",
        body=Credentials,
        status=200,
        refuses=(401, 429),
        in_threads=False,
        in_schema=in_schema,
    )
    async def login(
        request: Request[Any, Any, Any], data: JSONBody[Credentials], device: _Device = ""
    ) -> Response[Access]:
        done = await log_in.log_in(data.username, data.password.reveal(), address_of(request), device)
        return await desk.answer_soon(request, done)

    return login


class _Desk:
    """Turns what the use case gives into answers."""

    def __init__(self, management: Management) -> None:
        self._metadata = management.metadata
        self._log_in: LogIn = management.log_in

    async def answer_soon(self, request: Request[Any, Any, Any], done: LoggedIn) -> Response[Access]:
        return await asyncio.to_thread(self.answer, request, done)

    def answer(self, request: Request[Any, Any, Any], done: LoggedIn) -> Response[Access]:
        cookies = []
        if done.refresh_token is not None:
            cookies.append(_cookie(request, REFRESH_COOKIE, done.refresh_token, self._log_in.lifetime, path="/api"))
        if done.device_token is not None:
            cookies.append(_cookie(request, DEVICE, done.device_token, self._log_in.device_lifetime))
        access = Access(
            access_token=done.access_token,
            expires_in=int(self._log_in.access_lifetime.total_seconds()),
            user=_me(done.user, [one for one in self._metadata.workspaces.list() if one.id in done.user.memberships]),
        )
        return Response(access, cookies=cookies)


def _me(user: User, workspaces: Sequence[Workspace]) -> Me:
    return Me(
        id=user.id,
        username=user.username,
        owner=user.owner,
        must_change_password=user.must_change_password,
        memberships=[
            Membership(workspace_id=one.id, workspace=one.name, title=one.title, role=user.memberships[one.id])
            for one in workspaces
        ],
    )


def _cookie(request: Request[Any, Any, Any], name: str, value: str, lifetime: timedelta, *, path: str = "/") -> Cookie:
    return Cookie(
        key=name,
        value=value,
        max_age=int(lifetime.total_seconds()),
        path=path,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",  # browsers keep no secure cookie of a plain http page, loopback aside
    )
