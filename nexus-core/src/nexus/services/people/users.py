"""Users: made, changed, deleted by owners of the installation."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from nexus.errors import FieldError, InvalidInput
from nexus.model.audit import AuditEvent, Category
from nexus.model.user import Role, User
from nexus.services.people.documents import NewUserDocument, UserDocument
from nexus.services.people.repositories import PasswordHasher, UserRepository, WorkspaceRepository
from nexus.services.person import Person, before_and_after
from nexus.services.repositories import Audit, Transactions


class UserDesk:
    """Reads and changes users, each change audited in its transaction."""

    def __init__(
        self,
        *,
        users: UserRepository,
        workspaces: WorkspaceRepository,
        audit: Audit,
        transactions: Transactions,
        passwords: PasswordHasher,
    ) -> None:
        self._users = users
        self._workspaces = workspaces
        self._audit = audit
        self._transactions = transactions
        self._passwords = passwords

    def list(self) -> Sequence[User]:
        """All users by name."""
        return self._users.list()

    def get(self, user_id: str) -> User:
        """One user; raises NotFound."""
        return self._users.get(user_id)

    def workspace_names(self) -> dict[str, str]:
        """Return workspace id -> name."""
        return {one.id: one.name for one in self._workspaces.list()}

    def create(self, document: NewUserDocument, person: Person) -> User:
        """Make a user.

        Raises:
            InvalidInput: the password is too short or too long, or a role names no workspace.
            Conflict: the name is taken.
        """
        hashed = self._passwords.hash(document.password.reveal())
        with self._transactions.write():
            made = self._users.create(
                document.username,
                hashed,
                owner=document.owner,
                roles=self._roles(document.roles),
                must_change_password=True,
            )
            if not document.enabled:
                made = self._users.update(evolve(made, enabled=False))
            self._note("user.create", made.username, person, {}, self._entry(made))
        return made

    def update(self, user_id: str, document: UserDocument, person: Person, expected: int | None = None) -> User:
        """Replace all of a user but the password.

        Raises:
            InvalidInput: a role names no workspace.
            NotFound: there is no such user.
            Conflict: the name is taken, the version has moved on, or it is the last enabled owner.
        """
        with self._transactions.write():
            former = self._users.get(user_id)
            wanted = evolve(
                former,
                username=document.username,
                enabled=document.enabled,
                owner=document.owner,
                memberships=self._roles(document.roles),
            )
            changed = self._users.update(wanted, expected=expected)
            self._note("user.update", former.username, person, self._entry(former), self._entry(changed))
        return changed

    def set_password(self, user_id: str, password: str, person: Person) -> None:
        """Give a user a new password, and end all of the user's sessions.

        Raises:
            InvalidInput: it is too short or too long.
            NotFound: there is no such user.
        """
        hashed = self._passwords.hash(password)
        with self._transactions.write():
            user = self._users.get(user_id)
            self._users.set_password(user_id, hashed, must_change=user.username != person.name)
            self._note("user.password", user.username, person, {}, {}, Category.SECURITY)

    def delete(self, user_id: str, person: Person) -> None:
        """Delete a user; raises NotFound, and Conflict for the last enabled owner."""
        with self._transactions.write():
            user = self._users.get(user_id)
            self._users.delete(user_id)
            self._note("user.delete", user.username, person, self._entry(user), {})

    def _roles(self, roles: Mapping[str, Role]) -> dict[str, Role]:
        ids = {key: one.id for one in self._workspaces.list() for key in (one.id, one.name)}
        faults = [FieldError(f"roles.{name}", "no workspace is called so") for name in roles if name not in ids]
        if faults:
            raise InvalidInput(faults)
        return {ids[name]: role for name, role in roles.items()}

    def _entry(self, user: User) -> dict[str, Any]:
        names = self.workspace_names()
        roles = {names[key]: role.value for key, role in user.memberships.items()}
        return {"username": user.username, "enabled": user.enabled, "owner": user.owner, "roles": roles}

    def _note(  # noqa: PLR0917 — all that an entry says
        self,
        action: str,
        name: str,
        person: Person,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        category: Category = Category.ADMIN,
    ) -> None:
        details = before_and_after(before, after)
        event = AuditEvent(
            category, action, person.name, address=person.address, target=f"user:{name}", details=details
        )
        self._audit.append(event)
