"""Who may call a route: every route names its policy, and one that names none is closed (security, roles)."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from attrs import field, frozen
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from nexus.api.management.caller import AgentCaller, Caller
from nexus.errors import FieldError, Forbidden, InvalidInput, NotSignedIn
from nexus.model.agent import Agent
from nexus.model.user import Role, SignedIn, Workspace

WORKSPACE_HEADER: Final = "X-Workspace"

_READS: Final = frozenset({"GET", "HEAD"})

Connection = ASGIConnection[Any, Any, Any, Any]


class Policy(StrEnum):
    """The policies; a route names one in ``opt={"policy": Policy.ADMIN}``.

    ``USER`` and ``ADMIN`` are about the workspace of the request: the one that the header `WORKSPACE_HEADER` names, by id
    or name, or else the person's first by name.
    """

    PUBLIC = "public"
    """Anyone."""
    API_KEY = "api_key"
    """Whoever has an application's key; the route itself looks at it."""
    AGENT = "agent"
    """An enabled agent, by its token."""
    SIGNED_IN = "signed_in"
    """Any person; the route shows each what concerns them."""
    USER = "user"
    """Members of the workspace of the request."""
    ADMIN = "admin"
    """Members of the workspace of the request who may change it."""
    MANAGER = "manager"
    """Owners, and administrators of the workspace that ``workspace_id`` in the path names."""
    AUDITOR = "auditor"
    """As ``ADMIN``; an owner who names no workspace is let in too, and sees all (`Caller.scope` is None)."""
    OWNER = "owner"
    """Owners of the installation; it needs no membership, and gives none."""


@frozen
class Identities:
    """How callers are recognised. All but ``remembered`` are synchronous, and called in threads.

    Attributes:
        person: from an access token; raises NotSignedIn.
        remembered: as ``person``, if it was asked a moment ago; for reads.
        agent: from an agent's token; None if it is not valid.
    """

    person: Callable[[str], SignedIn] = field(repr=False)
    agent: Callable[[str], Agent | None] = field(repr=False)
    remembered: Callable[[str], SignedIn | None] = field(default=lambda _: None, repr=False)


class Gate:
    """The guard before every route; leaves the caller in ``request.user``."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    async def guard(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """Let the caller in, or raise NotSignedIn or Forbidden."""
        _refuse_nul(connection)
        policy = handler.opt.get("policy")
        if policy in {Policy.PUBLIC, Policy.API_KEY}:
            return
        if policy not in set(Policy):  # security: deny by default
            raise Forbidden("this route has no policy, so nobody may call it: report this to its author")
        connection.scope["user"] = self._recall(Policy(policy), connection) or await asyncio.to_thread(
            self._admit, Policy(policy), connection
        )

    def _recall(self, policy: Policy, connection: Connection) -> Caller | None:
        """Return the caller of a read without asking the database, if who it is was asked a moment ago."""
        if policy is Policy.AGENT or connection.scope.get("method") not in _READS:
            return None
        found = self._identities.remembered(_bearer(connection))
        return None if found is None else _caller(policy, found, connection)

    def _admit(self, policy: Policy, connection: Connection) -> Caller | AgentCaller:
        token = _bearer(connection)
        if policy is Policy.AGENT:
            agent = self._identities.agent(token)
            if agent is None:
                raise NotSignedIn("the agent token is not valid (any more), or the agent is disabled")
            return AgentCaller(agent, address_of(connection))
        return _caller(policy, self._identities.person(token), connection)


def _caller(policy: Policy, found: SignedIn, connection: Connection) -> Caller:
    caller = Caller(found.user, found.session.id, address_of(connection), found.workspaces)
    return _with_rights(policy, caller, connection)


def address_of(connection: Connection) -> str:
    """Return the address that a request comes from, as the server sees it or a trusted proxy tells."""
    return connection.client.host if connection.client is not None else ""


def _refuse_nul(connection: Connection) -> None:
    """Refuse the one character that some databases cannot be asked about."""
    if "\0" in connection.scope["path"] or b"%00" in connection.scope["query_string"]:
        raise InvalidInput([FieldError("", "no parameter has the character U+0000")])


def _bearer(connection: Connection) -> str:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("send an access token: Authorization: Bearer …; POST /login gives one")
    return token.strip()


def _with_rights(policy: Policy, caller: Caller, connection: Connection) -> Caller:
    match policy:
        case Policy.OWNER if not caller.user.owner:
            raise Forbidden("only owners of this installation may do that")
        case Policy.MANAGER:
            role = caller.user.memberships.get(str(connection.path_params.get("workspace_id", "")))
            if not caller.user.owner and role is not Role.ADMIN:
                raise Forbidden("only owners, and administrators of that workspace, may do that")
        case Policy.AUDITOR if caller.user.owner and WORKSPACE_HEADER not in connection.headers:
            return caller
        case Policy.USER | Policy.ADMIN | Policy.AUDITOR:
            workspace = _workspace(caller, connection.headers.get(WORKSPACE_HEADER, ""))
            if policy is not Policy.USER and caller.user.memberships[workspace.id] is not Role.ADMIN:
                raise Forbidden(f"only administrators of the workspace {workspace.name!r} may do that")
            return caller.within(workspace)
        case _:
            pass
    return caller


def _workspace(caller: Caller, wanted: str) -> Workspace:
    mine = caller.workspaces
    chosen = [one for one in mine if wanted in (one.id, one.name)] if wanted else mine
    if not chosen:
        # The same for a workspace that does not exist: its name is nobody else's business.
        known = f"{WORKSPACE_HEADER} names no workspace of yours" if wanted else "you are in no workspace"
        raise Forbidden(f"{known}: ask an owner to make you a member")
    return chosen[0]
