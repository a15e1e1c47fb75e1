"""Who calls a route: what a handler knows of whom it works for."""

from typing import Any

from attrs import evolve, frozen
from litestar import Request

from nexus.model.agent import Agent
from nexus.model.user import Role, User, Workspace
from nexus.services.person import Person


@frozen
class Caller:
    """A person, in the workspace of the request if the route's policy is about one.

    Attributes:
        address: where the request comes from.
        workspaces: those that the person is in, by name.
    """

    user: User
    session_id: str
    address: str
    workspaces: tuple[Workspace, ...] = ()
    _workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace of the request; routes of the policies ``user`` and ``admin`` alone have one."""
        assert self._workspace is not None, "a route that works in a workspace needs the policy user or admin"
        return self._workspace

    @property
    def workspace_id(self) -> str:
        """Id of the workspace of the request."""
        return self.workspace.id

    @property
    def scope(self) -> str | None:
        """Id of the workspace that the caller may look at; None for all of the installation."""
        return self._workspace.id if self._workspace is not None else None

    @property
    def role(self) -> Role:
        """The person's role in it."""
        return self.user.memberships[self.workspace.id]

    @property
    def person(self) -> Person:
        """The person, for the audit log."""
        return Person(self.user.username, self.address)

    def within(self, workspace: Workspace) -> "Caller":
        """Return this caller, in a workspace."""
        return evolve(self, workspace=workspace)


@frozen
class AgentCaller:
    """An agent."""

    agent: Agent
    address: str


def caller_of(request: Request[Any, Any, Any]) -> Caller:
    """Return the person who calls; the route's policy has made sure that there is one."""
    caller = request.scope["user"]
    assert isinstance(caller, Caller)
    return caller


def agent_of(request: Request[Any, Any, Any]) -> AgentCaller:
    """Return the agent that calls; the route's policy has made sure that there is one."""
    caller = request.scope["user"]
    assert isinstance(caller, AgentCaller)
    return caller
