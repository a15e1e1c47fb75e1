"""From a source into the agent's queue: as it came; what it must look like, and where it goes, the centre knows."""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
from attrs import frozen

from nexus import SourceMessage
from nexus.edge import NewMessage, new_message_id
from nexus_agent.queue.entries import Beside
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.routes import of_source

if TYPE_CHECKING:
    from nexus.edge import Act

_encode: Final = msgspec.json.Encoder().encode


@frozen
class IntoQueue:
    """The `nexus.edge.Into` of one connection."""

    queue: Queue
    connection_id: str

    def acts(self, messages: Sequence[SourceMessage]) -> "tuple[Sequence[Act], int]":
        """Return what puts the messages at the queue's end, synced."""
        return [partial(self.queue.accept, "", [self._entry(one) for one in messages])], 0

    def _entry(self, one: SourceMessage) -> NewMessage:
        headers = _headers(one)
        digest = None
        if one.message_id:  # the upstream may send it again: it may not have heard that it was acknowledged
            digest = hashlib.sha1(f"{self.connection_id}:{one.message_id}".encode(), usedforsecurity=False).digest()
        return NewMessage(new_message_id(), of_source(self.connection_id), one.payload, headers, digest)


def _headers(one: SourceMessage) -> bytes:
    try:
        return _encode(Beside(one.subscription, one.message_id, dict(one.metadata), one.error))
    except (TypeError, ValueError) as error:
        reason = one.error or f"its metadata cannot be written as JSON: {error}"
        return _encode(Beside(one.subscription, one.message_id, error=reason))
