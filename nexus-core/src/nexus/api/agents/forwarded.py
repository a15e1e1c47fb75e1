"""From what an agent forwards to messages: each has the id that the agent gave it when it took it.

What a resend is recognised by is worked out here once more, where that can be: else an agent could make the server take
another application's messages for resends.
"""

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Final

import msgspec

from nexus.api.ingress.reading import Reading, opened, passed, sound_headers
from nexus.api.ingress.sender import Sender
from nexus.errors import FieldError
from nexus.mapping.schema import Checked
from nexus.model.message import NewMessage

DIGEST_BYTES: Final = 20

is_message_id: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


class Forwarded(msgspec.Struct, forbid_unknown_fields=True):
    """A message that an agent has taken.

    Attributes:
        id: its message id: a UUID.
        payload: as the sender sent it.
        digest: by which the agent recognises a resend, as hexadecimal digits, or None without deduplication.
        same_body: the digest is that of an ``Idempotency-Key``: a resend must have the same payload.
        headers: trace context and request id.
    """

    id: str
    payload: msgspec.Raw
    digest: str | None = None
    same_body: bool = False
    headers: dict[str, str] = {}


_DIGEST: Final = re.compile(rf"[0-9a-f]{{{2 * DIGEST_BYTES}}}").fullmatch

_decode: Final = msgspec.json.Decoder(Forwarded).decode


def read_forwarded(sender: Sender, agent: str, lines: Sequence[bytes]) -> Reading:
    """Read lines of one application; ``places`` of the result says which of them are to be taken.

    Args:
        sender: the application.
        agent: name of the agent, which messages carry as a header.
        lines: a JSON object each, see `Forwarded`.
    """
    reading = Reading(len(lines), batch=True, messages=[])
    found = _decoded(lines, reading)
    payloads = {place: bytes(one.payload) for place, one in found.items()}
    own_ids: dict[int, str] = {}
    if sender.opener is not None:
        inner, own_ids = opened(sender.opener, payloads.items(), reading)
        payloads = dict(zip(own_ids, inner, strict=True))
    reading.places, ids = passed(sender, list(payloads.values()), list(payloads), reading)
    digests = sender.digests([payloads[place] for place in reading.places], ids)
    plain = _headers({}, agent)
    for place, by_rule in zip(reading.places, digests, strict=True):
        one, payload = found[place], payloads[place]
        digest = _digest(sender, one, by_rule, own_ids.get(place))
        same_body = one.same_body and sender.opener is None  # no envelope is ever the same, and its id tells a resend
        if sender.keeper is not None:
            payload = sender.keeper.seal(payload, one.id)
        headers = _headers(one.headers, agent) if one.headers else plain
        reading.messages.append(NewMessage(one.id, sender.id, payload, headers, digest, same_body))
    reading.faults.sort(key=itemgetter("index"))
    return reading


def _decoded(lines: Sequence[bytes], reading: Reading) -> dict[int, Forwarded]:
    """Return what lines say by their place; ``reading`` refuses what no agent of ours sends."""
    found: dict[int, Forwarded] = {}
    for place, line in enumerate(lines):
        try:
            one = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            reading.refuse(place, _fault("", str(error)))
            continue
        if not is_message_id(one.id):
            reading.refuse(place, _fault("id", "must be a UUID in lower case"))
        elif one.digest is not None and not _DIGEST(one.digest):
            reading.refuse(place, _fault("digest", f"must be {DIGEST_BYTES} bytes as hexadecimal digits"))
        else:
            found[place] = one
    return found


def _fault(path: str, message: str) -> Checked:
    return Checked(None, errors=(FieldError(path, message),))


def _digest(sender: Sender, one: Forwarded, by_rule: bytes | None, own_id: str | None) -> bytes | None:
    """Return what a resend is recognised by; ``by_rule`` is what the application's own rule makes of the message."""
    if own_id is not None:
        return sender.own_id_digests([own_id])[0]
    if one.same_body and one.digest is not None:  # of an Idempotency-Key, which the agent alone has seen
        return sender.key_digest(b"\0agent\0" + one.digest.encode(), None)
    # where nothing else tells a resend, the agent's own id does: it may not have heard that it was taken
    return by_rule or sender.own_id_digests([one.id])[0]


def _headers(given: Mapping[str, str], agent: str) -> bytes:
    names = ("traceparent", "tracestate", "request_id")
    sound = sound_headers(*(given.get(name, "").encode() for name in names))
    return msgspec.json.encode({"agent": agent, **sound})
