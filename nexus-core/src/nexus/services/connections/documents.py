"""What the API takes about a connection beside its definition (`nexus.services.definitions.documents`)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from nexus.config import define, field


@define
class ConnectionTrialDocument:
    """A connection that need not be stored."""

    EXAMPLE: ClassVar = {"connector": "acme-sql", "config": {"host": "db.example.com", "password": "secret"}}

    connector: str = field(title="Connector", min_length=1)
    config: Mapping[str, Any] = field(title="Configuration", factory=dict)
    via_agent: str | None = field(title="Reached through the agent", help="Its name.", default=None)
    name: str = field(title="Name", help="Has no effect: forms may send what they would store.", default="")


@define
class ChangedConfigDocument:
    """A stored connection, with another configuration."""

    EXAMPLE: ClassVar = {"config": {"host": "db2.example.com", "password": "********"}}

    config: Mapping[str, Any] | None = field(
        title="Configuration",
        help="Tried instead of the stored one; secrets that are masked or left out are the stored ones.",
        default=None,
    )
