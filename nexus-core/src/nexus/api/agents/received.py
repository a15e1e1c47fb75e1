"""From what an agent has taken of a source to messages: each has the id that the agent gave it when it took it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from attrs import define, field

from nexus.api.agents.forwarded import is_message_id
from nexus.services.sorting import Kept


class Received(msgspec.Struct, forbid_unknown_fields=True):
    """A message of a source.

    Attributes:
        id: its message id: a UUID.
        payload: as it came, where it is JSON.
        rest: ``bytes``: what came that is no JSON.
        subscription: that it came by; empty for a source that has none.
        message_id: the upstream's own id.
        metadata: what mappings reach under ``message.headers``.
        error: why the payload could not be read.
    """

    id: str
    payload: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    rest: bytes = msgspec.field(default=b"", name="bytes")
    subscription: str = ""
    message_id: str | None = None
    metadata: dict[str, Any] = {}
    error: str = ""


_decode: Final = msgspec.json.Decoder(Received).decode


@define
class ReadLines:
    """What lines say.

    Attributes:
        messages: by place.
        faults: of lines that cannot be taken, as `nexus.api.ingress.reading.Reading.faults`.
    """

    messages: dict[int, Kept] = field(factory=dict)
    faults: list[dict[str, Any]] = field(factory=list)

    def refuse(self, place: int, path: str, message: str) -> None:
        """Take a line out."""
        self.messages.pop(place, None)
        self.faults.append({"index": place, "path": path, "message": message})


def read_received(agent: str, lines: Sequence[bytes], subscriptions: Mapping[str, object]) -> ReadLines:
    """Read lines of one source.

    Args:
        agent: its name, which messages carry as a header unless they have one of that name.
        lines: a JSON object each, see `Received`.
        subscriptions: those of which messages are taken.
    """
    found = ReadLines()
    for place, line in enumerate(lines):
        try:
            one = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            found.refuse(place, "", str(error))
            continue
        if not is_message_id(one.id):
            found.refuse(place, "id", "must be a UUID in lower case")
        elif one.subscription not in subscriptions:
            found.refuse(place, "subscription", f"no workflow takes {one.subscription!r}")
        else:
            payload = one.rest if isinstance(one.payload, msgspec.UnsetType) else bytes(one.payload)
            metadata = {"agent": agent} | one.metadata
            found.messages[place] = Kept(payload, one.message_id, metadata, one.error, one.subscription, id=one.id)
    return found
