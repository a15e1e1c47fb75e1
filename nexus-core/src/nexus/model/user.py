"""People, their sessions, and the workspaces that they share."""

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen


class Role(StrEnum):
    """What a member of a workspace may do: all of it, or read."""

    ADMIN = "admin"
    USER = "user"


@frozen
class Workspace:
    """A room of its own: nothing in it is seen from another.

    Attributes:
        weight: its share of a worker that is busy, beside those of the others that have something to do.
    """

    id: str
    name: str
    title: str = ""
    weight: int = 1
    version: int = 1


@frozen
class User:
    """A person who logs in.

    Attributes:
        password_hash: argon2id (or bcrypt, until the next login); shown by no repr.
        enabled: a disabled user is out at once.
        owner: may manage workspaces and users, beside the roles of ``memberships``.
        memberships: workspace id -> role.
        must_change_password: someone else gave it; the dashboard asks for a new one before anything else.
    """

    id: str
    username: str
    password_hash: str = field(repr=False)
    enabled: bool = True
    owner: bool = False
    memberships: dict[str, Role] = field(factory=dict)
    last_login_at: datetime | None = None
    must_change_password: bool = False
    version: int = 1


@frozen
class Session:
    """One login on one device, carried on by rotating refresh tokens.

    Attributes:
        expires_at: when the refresh token that was given last ends.
        revoked_at: when it was ended by logout, by a disabled user or by reuse of an old token; None while it lives.
    """

    id: str
    user_id: str
    expires_at: datetime
    revoked_at: datetime | None = None


@frozen
class SignedIn:
    """Whom a session belongs to.

    Attributes:
        workspaces: those that the user is a member of, by name.
    """

    user: User
    session: Session
    workspaces: tuple[Workspace, ...] = ()


@frozen
class Exchange:
    """What became of a refresh token that was shown.

    Attributes:
        session: the session that goes on, or None if it is over.
        renewed: the new token is the valid one; False for the former token shown again within moments (two tabs at once),
            whose holder has the new one already.
        reused: the token had been exchanged before, and not a moment ago: it was stolen, or stolen from.
    """

    session: Session | None
    renewed: bool = True
    reused: bool = False
