"""An agent: Nexus at the edge, in a customer's network."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen


@frozen
class Agent:
    """An edge agent as the centre knows it.

    Attributes:
        applications: ids of the applications whose messages it takes.
        last_seen_at: when it last asked or answered, or None if never.
        queue_size: messages that it had not yet forwarded then.
        info: what it told about itself (release, host).
        public_key: 32 bytes of X25519 for which it is told secrets, or None before it has registered.
    """

    id: str
    workspace_id: str
    name: str
    enabled: bool = True
    applications: tuple[str, ...] = ()
    last_seen_at: datetime | None = None
    queue_size: int | None = None
    info: Mapping[str, Any] = field(factory=dict)
    public_key: bytes | None = None
    version: int = 1
