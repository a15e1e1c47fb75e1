"""Workspaces and their members."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from nexus.errors import NotFound
from nexus.model.audit import AuditEvent, Category
from nexus.model.user import Role, User, Workspace
from nexus.services.people.documents import WorkspaceDocument
from nexus.services.people.repositories import UserRepository, WorkspaceRepository
from nexus.services.person import Person, before_and_after
from nexus.services.repositories import Audit, Transactions


class WorkspaceDesk:
    """Reads and changes workspaces, each change audited in its transaction."""

    def __init__(
        self,
        *,
        workspaces: WorkspaceRepository,
        users: UserRepository,
        audit: Audit,
        transactions: Transactions,
    ) -> None:
        self._workspaces = workspaces
        self._users = users
        self._audit = audit
        self._transactions = transactions

    def list(self, user: User) -> Sequence[Workspace]:
        """The workspaces that a user may see, by name: an owner sees all."""
        return [one for one in self._workspaces.list() if user.owner or one.id in user.memberships]

    def get(self, user: User, workspace_id: str) -> Workspace:
        """One that the user may see; raises NotFound."""
        if not user.owner and workspace_id not in user.memberships:
            raise NotFound("workspace", workspace_id)
        return self._workspaces.get(workspace_id)

    def create(self, document: WorkspaceDocument, user: User, person: Person) -> Workspace:
        """Make a workspace, with ``user`` as its first administrator; raises Conflict if the name is taken."""
        with self._transactions.write():
            made = self._workspaces.create(document.name, document.title, document.weight)
            founder = self._users.get(user.id)
            self._users.update(evolve(founder, memberships={**founder.memberships, made.id: Role.ADMIN}))
            after = _entry(made) | {"members": {user.username: Role.ADMIN.value}}
            self._note("workspace.create", made, person, {}, after)
        return made

    def update(
        self, workspace_id: str, document: WorkspaceDocument, person: Person, expected: int | None = None
    ) -> Workspace:
        """Change all of it; raises NotFound, and Conflict for a name that is taken or a version that moved on."""
        with self._transactions.write():
            former = self._workspaces.get(workspace_id)
            wanted = evolve(former, name=document.name, title=document.title, weight=document.weight)
            changed = self._workspaces.update(wanted, expected=expected)
            self._note("workspace.update", former, person, _entry(former), _entry(changed))
        return changed

    def delete(self, workspace_id: str, person: Person) -> None:
        """Delete an empty workspace; raises NotFound, and Conflict for one that holds anything."""
        with self._transactions.write():
            former = self._workspaces.get(workspace_id)
            self._workspaces.delete(workspace_id)
            self._note("workspace.delete", former, person, _entry(former), {}, of_installation=True)

    def members(self, workspace_id: str) -> Sequence[User]:
        """The members by name; raises NotFound."""
        self._workspaces.get(workspace_id)
        return self._users.list(workspace_id)

    def set_member(self, workspace_id: str, username: str, role: Role, person: Person) -> User:
        """Make a user a member, or change the role; raises NotFound."""
        with self._transactions.write():
            workspace, user = self._workspaces.get(workspace_id), self._named(username)
            changed = self._users.update(
                evolve(user, memberships={**user.memberships, workspace_id: role}), expected=user.version
            )
            self._note("workspace.member", workspace, person, _role(user, workspace_id), _role(changed, workspace_id))
        return changed

    def remove_member(self, workspace_id: str, username: str, person: Person) -> None:
        """End a membership; raises NotFound if there is none."""
        with self._transactions.write():
            workspace, user = self._workspaces.get(workspace_id), self._named(username)
            if workspace_id not in user.memberships:
                raise NotFound("member", username)
            left = {key: role for key, role in user.memberships.items() if key != workspace_id}
            self._users.update(evolve(user, memberships=left), expected=user.version)
            self._note("workspace.member", workspace, person, _role(user, workspace_id), {"members": {}})

    def _named(self, username: str) -> User:
        user = self._users.by_name(username)
        if user is None:
            raise NotFound("user", username)
        return user

    def _note(
        self,
        action: str,
        workspace: Workspace,
        person: Person,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        *,
        of_installation: bool = False,
    ) -> None:
        event = AuditEvent(
            Category.ADMIN,
            action,
            person.name,
            None if of_installation else workspace.id,
            address=person.address,
            target=f"workspace:{workspace.name}",
            details=before_and_after(before, after),
        )
        self._audit.append(event)


def _entry(workspace: Workspace) -> dict[str, Any]:
    return {"name": workspace.name, "title": workspace.title, "weight": workspace.weight}


def _role(user: User, workspace_id: str) -> dict[str, Any]:
    role = user.memberships.get(workspace_id)
    return {"members": {user.username: role.value} if role is not None else {}}
