"""The shape of what the API takes about people: names in the place of ids, as in definition files."""

from collections.abc import Mapping
from typing import ClassVar, Final

from nexus.config import Secret, define, field
from nexus.model.user import Role

NAME: Final = r"[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?"
"""1 to 200 characters, no control characters, no blanks at the ends."""

TITLE: Final = r"[^\x00-\x1f\x7f]{0,200}"


@define
class UserDocument:
    """A user, but the password."""

    EXAMPLE: ClassVar = {"username": "uwe", "roles": {"default": "user"}}

    username: str = field(title="User name", pattern=NAME)
    enabled: bool = field(title="Enabled", help="A user who is disabled is out at once.", default=True)
    owner: bool = field(title="Owner", help="May manage users and workspaces.", default=False)
    roles: Mapping[str, Role] = field(title="Roles", help="Role by workspace, named by name or id.", factory=dict)


@define
class NewUserDocument:
    """A new user, with the first password."""

    EXAMPLE: ClassVar = {"username": "uwe", "password": "correct horse battery", "roles": {"default": "user"}}

    username: str = field(title="User name", pattern=NAME)
    password: Secret = field(title="Password", help="8 to 1024 characters.")
    enabled: bool = field(title="Enabled", default=True)
    owner: bool = field(title="Owner", help="May manage users and workspaces.", default=False)
    roles: Mapping[str, Role] = field(title="Roles", help="Role by workspace, named by name or id.", factory=dict)


@define
class WorkspaceDocument:
    """A workspace."""

    EXAMPLE: ClassVar = {"name": "logistics", "title": "Logistics"}

    name: str = field(title="Name", pattern=NAME)
    title: str = field(title="Title", pattern=TITLE, default="")
    weight: int = field(
        title="Weight",
        help="Share of a busy worker beside other workspaces that have something to do: 2 gets twice as much as 1.",
        default=1,
        minimum=1,
        maximum=100,
    )
