"""What the use cases about people need, as Protocols; the adapters are in ``storage`` and ``security``."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from nexus.model.user import Exchange, Role, Session, SignedIn, User, Workspace


class UserRepository(Protocol):
    """Users, with their roles."""

    def list(self, workspace_id: str | None = None) -> Sequence[User]:
        """All by name, or the members of one workspace."""
        ...

    def get(self, user_id: str) -> User:
        """One; raises NotFound."""
        ...

    def by_name(self, username: str) -> User | None:
        """The user of this name."""
        ...

    def create(
        self,
        username: str,
        password_hash: str,
        *,
        owner: bool = False,
        roles: Mapping[str, Role] | None = None,
        must_change_password: bool = False,
    ) -> User:
        """Make a user; raises Conflict if the name is taken."""
        ...

    def update(self, user: User, expected: int | None = None) -> User:
        """Change all of a user; one who is disabled is logged out everywhere."""
        ...

    def set_password(
        self, user_id: str, password_hash: str, *, end_sessions: bool = True, must_change: bool = False
    ) -> None:
        """Store a new hash."""
        ...

    def logged_in(self, user_id: str) -> None:
        """Remember the time of a log-in."""
        ...

    def delete(self, user_id: str) -> None:
        """Delete a user; raises Conflict for the last owner."""
        ...


class SessionRepository(Protocol):
    """Log-in sessions."""

    def start(self, user_id: str, digest: bytes, expires_at: datetime) -> Session:
        """Begin a session whose refresh token has this digest."""
        ...

    def rotate(self, session_id: str, shown: bytes, new: bytes, expires_at: datetime) -> Exchange:
        """Exchange a refresh token."""
        ...

    def signed_in(self, session_id: str) -> SignedIn | None:
        """Whom a session belongs to, if it lives and its user is enabled."""
        ...

    def forget_expired(self) -> int:
        """Delete sessions that have expired."""
        ...

    def end(self, session_id: str) -> None:
        """End one."""
        ...


class WorkspaceRepository(Protocol):
    """Workspaces."""

    def list(self) -> Sequence[Workspace]:
        """All by name."""
        ...

    def get(self, workspace_id: str) -> Workspace:
        """One; raises NotFound."""
        ...

    def create(self, name: str, title: str = "", weight: int = 1) -> Workspace:
        """Make one; raises Conflict if the name is taken."""
        ...

    def update(self, workspace: Workspace, expected: int | None = None) -> Workspace:
        """Change name, title and weight."""
        ...

    def delete(self, workspace_id: str) -> None:
        """Delete an empty one."""
        ...


class Verdict(Protocol):
    """Whether a password is right, and whether its hash is to be replaced."""

    @property
    def ok(self) -> bool:
        """It is right."""
        ...

    @property
    def upgrade(self) -> bool:
        """Its hash is to be replaced by a new one of the same password."""
        ...


class PasswordHasher(Protocol):
    """Hashes and verifies passwords."""

    def hash(self, password: str) -> str:
        """Return the hash to store; raises InvalidInput."""
        ...

    def verify(self, password: str, stored: str | None) -> Verdict:
        """Compare; None (no such user) costs the same time and is never right."""
        ...


class Claims(Protocol):
    """What a signed token says."""

    @property
    def subject(self) -> str:
        """Id of the user."""
        ...

    @property
    def token(self) -> str:
        """Id of the session, or of the device."""
        ...


class TokenMaker(Protocol):
    """Makes and reads signed tokens."""

    @property
    def access_lifetime(self) -> timedelta:
        """How long an access token is taken."""
        ...

    @property
    def device_lifetime(self) -> timedelta:
        """How long a device is remembered."""
        ...

    def access(self, user_id: str, session_id: str) -> str:
        """Return an access token of a session."""
        ...

    def read_access(self, text: str) -> Claims | None:
        """Return what a valid access token says."""
        ...

    def device(self, user_id: str) -> str:
        """Return a token that marks a device."""
        ...

    def read_device(self, text: str) -> Claims | None:
        """Return what a valid device token says."""
        ...
