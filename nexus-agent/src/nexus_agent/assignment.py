"""What the centre assigns to an agent: applications with the digests of their keys, and connections."""

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from attrs import evolve, field, frozen
from msgspec import Struct

from nexus.edge import Application, Carrier, Dedup, FieldSpec, KeyHolder, Sender, sender_of
from nexus_agent.queue.routes import of_source


class AssignedKey(Struct, frozen=True):
    """A key of an application: as much of it as recognises it."""

    id: str
    sha256: str
    valid_until: datetime | None = None


class AssignedApplication(Struct, frozen=True):
    """An application whose messages the agent takes; the fields are those of `nexus.edge.Application`."""

    id: str
    name: str
    enabled: bool = True
    fields: tuple[FieldSpec, ...] = ()
    allow_unknown: bool = True
    dedup: Dedup = Dedup.MESSAGE_ID
    message_id_path: str | None = None
    rate_limit: float | None = None
    burst: int | None = None
    encryption: bool = False
    keys: tuple[AssignedKey, ...] = ()


class AssignedConnection(Struct, frozen=True):
    """A connection that is reached through the agent.

    Attributes:
        version: rises with each change.
        sealed: its configuration as JSON, sealed for the agent's key; None until it has one.
        subscriptions: names of those to receive; None if the agent is not to receive from it.
    """

    id: str
    name: str
    connector: str
    version: int = 1
    sealed: bytes | None = None
    subscriptions: tuple[str, ...] | None = None


class Assignment(Struct, frozen=True):
    """What ``GET /agents/sync`` answers."""

    id: str
    name: str
    applications: tuple[AssignedApplication, ...] = ()
    connections: tuple[AssignedConnection, ...] = ()


read_assignment: Final = msgspec.json.Decoder(Assignment).decode


@frozen
class _Held:
    """A key and whose it is."""

    digest: bytes = field(repr=False)
    holder: KeyHolder


class Directory:
    """The applications that are assigned, and their keys; replaced whole when the centre says something else.

    Safe to read from any thread.
    """

    def __init__(self) -> None:
        self.assignment: Assignment | None = None
        self._keys: dict[str, _Held] = {}

    def replace(self, assignment: Assignment) -> None:
        """Go by another assignment from now on."""
        keys: dict[str, _Held] = {}
        for one in assignment.applications:
            made = _application(one)
            for key in one.keys:
                keys[key.id] = _Held(bytes.fromhex(key.sha256), KeyHolder(made, key.valid_until))
        self._keys = keys
        self.assignment = assignment

    def holder_of_key(self, key_id: str, key_digest: bytes) -> KeyHolder | None:
        """Return the application whose key this is, compared in constant time; None if there is none."""
        held = self._keys.get(key_id)
        if held is None or not hmac.compare_digest(held.digest, key_digest):
            return None
        until = held.holder.valid_until
        return held.holder if until is None or until > datetime.now(UTC) else None

    @property
    def agent_id(self) -> str:
        """The agent's id, as the centre knows it; empty before it has said."""
        return self.assignment.id if self.assignment is not None else ""

    def names(self) -> dict[str, str]:
        """Return application id -> name."""
        return {one.id: one.name for one in self.assignment.applications} if self.assignment is not None else {}

    def sources(self) -> Sequence[AssignedConnection]:
        """Return the connections to receive from."""
        connections = self.assignment.connections if self.assignment is not None else ()
        return [one for one in connections if one.subscriptions is not None]

    def route_names(self) -> dict[str, str]:
        """Return route in the queue -> name of its application or its source."""
        return self.names() | {of_source(one.id): one.name for one in self.sources()}


def read_sender(application: Application) -> Sender:
    """Return an application as ingress sees it: what it sends goes into the agent's queue.

    Of an application with encryption, envelopes are taken as they are: what is in them, the centre alone can see.
    """
    if not application.encryption:
        return sender_of(application, (application.id,))
    sealed = evolve(application, fields=(), allow_unknown=True)
    return sender_of(sealed, (application.id,), opener=Carrier())


def _application(one: AssignedApplication) -> Application:
    return Application(
        id=one.id,
        workspace_id="",
        name=one.name,
        enabled=one.enabled,
        fields=one.fields,
        allow_unknown=one.allow_unknown,
        dedup=one.dedup,
        message_id_path=one.message_id_path,
        rate_limit=one.rate_limit,
        burst=one.burst,
        encryption=one.encryption,
    )
