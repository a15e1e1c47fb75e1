"""From a sender's request to messages: everything that can be said about it without asking the store.

Pure functions: large bodies are read in a thread.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import msgspec
from uuid_utils import uuid7

from nexus.api.ingress.request import Head, IngressRequest
from nexus.api.ingress.sender import Sender
from nexus.api.ingress.unpacking import Caps, Refused, unpack
from nexus.api.problems import MAX_ERRORS, Problem
from nexus.mapping.schema import Checked
from nexus.model.message import NewMessage
from nexus.security.envelopes import Opens, Sealed

_TRACEPARENT: Final = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}").fullmatch
_PRINTABLE: Final = re.compile(rb"[\x20-\x7e]{1,512}").fullmatch
_KEY: Final = re.compile(rb"[\x20-\x7e]{1,255}").fullmatch

_AT_ONCE: Final = 128
_AT_ONCE_BYTES: Final = 64 * 1024
"""Messages, and bytes of them, that are checked in one go."""


class Reading(msgspec.Struct):
    """What a request brings. A msgspec struct since one is made for every request.

    Attributes:
        messages: what is to be taken.
        places: the index in the request of each of the messages; None if all were good.
        faults: what is wrong with the others, each with ``index``, ``path`` and ``message``.
        bad: how many messages have faults; ``malformed`` of them are no JSON at all.
        total: how many the request has.
    """

    total: int
    batch: bool
    messages: list[NewMessage]
    places: list[int] | None = None
    faults: list[dict[str, Any]] = []
    bad: int = 0
    malformed: int = 0
    fault_count: int = 0

    def refuse(self, index: int, checked: Checked) -> None:
        """Count one bad message, and list its faults as far as there is room."""
        self.bad += 1
        self.malformed += checked.malformed
        self.fault_count += len(checked.errors)
        for fault in checked.errors[: max(0, MAX_ERRORS - len(self.faults))]:
            self.faults.append({"index": index, "path": fault.path, "message": fault.message})


def read(sender: Sender, request: IngressRequest, caps: Caps) -> Reading:
    """Read a request into messages.

    Raises:
        Refused: nothing of it is taken; with ``?partial=true`` only if nothing of it is good.
    """
    payloads, batch = unpack(request, caps)
    head = request.head
    key = _idempotency_key(head) if head.idempotency_key else b""
    headers = message_headers(head) if head.traceparent or head.request_id else b""
    reading = Reading(len(payloads), batch, [])
    own_ids: Mapping[int, str] = {}
    whole: Sequence[int] = range(len(payloads))
    if sender.opener is not None:
        payloads, own_ids = opened(sender.opener, enumerate(payloads), reading)
        whole = list(own_ids)
    places, ids = passed(sender, payloads, whole, reading)
    if reading.bad:
        reading.places = places
        reading.faults.sort(key=itemgetter("index"))
        if not places or not head.partial:
            raise Refused(problem_of(reading))
        by_place = dict(zip(whole, payloads, strict=True))
        payloads = [by_place[place] for place in places]
    digests: Sequence[bytes | None]
    if own_ids:
        digests = sender.own_id_digests([own_ids[place] for place in places])
    elif key:
        digests = [sender.key_digest(key, place if batch else None) for place in places]
    else:
        digests = sender.digests(payloads, ids)
    reading.messages = _made(sender, payloads, digests, headers, same_body=bool(key) and not own_ids)
    if sender.keeper is not None:
        for message in reading.messages:
            message.payload = sender.keeper.seal(message.payload, message.id)
    return reading


def read_plain(sender: Sender, payloads: Sequence[bytes]) -> list[NewMessage] | None:
    """Read payloads of several requests, as `read` would one by one; None if it would refuse any of them."""
    ids = sender.schema.pass_all(payloads)
    return None if ids is None else _made(sender, payloads, sender.digests(payloads, ids))


def opened(
    opener: Opens, envelopes: Iterable[tuple[int, bytes]], reading: Reading
) -> tuple[list[bytes], dict[int, str]]:
    """Return what is in envelopes, and their message ids by place; ``reading`` refuses those that do not open.

    ``envelopes`` come with the place of each in the request.
    """
    payloads: list[bytes] = []
    own_ids: dict[int, str] = {}
    for place, envelope in envelopes:
        try:
            own_ids[place], payload = opener.open(envelope)
            payloads.append(payload)
        except Sealed as sealed:
            reading.refuse(place, Checked(None, errors=(sealed.fault,), malformed=sealed.malformed))
    return payloads, own_ids


def passed(
    sender: Sender, payloads: Sequence[bytes], whole: Sequence[int], reading: Reading
) -> tuple[list[int], list[str | None]]:
    """Check payloads: return places and message ids of those that are right, and let ``reading`` refuse the others.

    ``whole`` has the place of each payload in the request.

    As many at once as are small together: what they are decoded into takes several times as much memory.
    """
    schema = sender.schema
    step = min(_AT_ONCE, max(1, _AT_ONCE_BYTES * len(payloads) // max(1, sum(map(len, payloads)))))
    places: list[int] = []
    ids: list[str | None] = []
    for first in range(0, len(payloads), step):
        some = payloads[first : first + step]
        found = schema.pass_all(some)
        if found is not None:
            places += whole[first : first + len(some)]
            ids += found
            continue
        for place, payload in zip(whole[first : first + step], some, strict=True):
            checked = schema.check(payload)
            if checked.errors:
                reading.refuse(place, checked)
            else:
                places.append(place)
                ids.append(checked.message_id)
    return places, ids


def _made(
    sender: Sender,
    payloads: Sequence[bytes],
    digests: Sequence[bytes | None],
    headers: bytes = b"",
    *,
    same_body: bool = False,
) -> list[NewMessage]:
    source = sender.id
    return [
        NewMessage(str(uuid7()), source, payload, headers, digest, same_body)
        for payload, digest in zip(payloads, digests, strict=True)
    ]


def problem_of(reading: Reading) -> Problem:
    """Return the problem of a request with bad messages: 400 if its only message is not JSON, else 422."""
    if reading.malformed == reading.bad == reading.total:
        return Problem("malformed", 400, "Not JSON", str(reading.faults[0]["message"]), errors=reading.faults)
    shown = f", {len(reading.faults)} are listed" if reading.fault_count > len(reading.faults) else ""
    faults = f"{reading.fault_count} faults{shown}"
    detail = f"{reading.bad} of {reading.total} messages are not valid ({faults}). Nothing was taken"
    if reading.batch and reading.bad < reading.total:
        detail += "; with ?partial=true the good ones would be"
    return Problem(
        "schema-violation", 422, "Messages do not fit the application's schema", f"{detail}.", errors=reading.faults
    )


def message_headers(head: Head) -> bytes:
    """Return what travels with a message: trace context and the sender's request id, where they are sound."""
    fields = sound_headers(head.traceparent, head.tracestate, head.request_id)
    return msgspec.json.encode(fields) if fields else b""


def sound_headers(traceparent: bytes, tracestate: bytes, request_id: bytes) -> dict[str, str]:
    """Return those of a message's headers that are as they should be."""
    fields: dict[str, str] = {}
    if _TRACEPARENT(traceparent):
        fields["traceparent"] = traceparent.decode()
        if _PRINTABLE(tracestate):
            fields["tracestate"] = tracestate.decode()
    if _PRINTABLE(request_id):
        fields["request_id"] = request_id.decode()
    return fields


def _idempotency_key(head: Head) -> bytes:
    key = head.idempotency_key
    if not _KEY(key):
        raise Refused(
            Problem(
                "malformed-key", 400, "Idempotency-Key is not usable", "It must be 1 to 255 printable ASCII characters."
            )
        )
    return key
