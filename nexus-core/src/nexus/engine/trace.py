"""Which trace a message belongs to: W3C trace context (https://www.w3.org/TR/trace-context/), as it travels with it."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from nexus.model.message import Message

_TRACEPARENT: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}").fullmatch


class _Headers(msgspec.Struct):
    traceparent: str = ""


_decode: Final = msgspec.json.Decoder(_Headers).decode


def traceparent_of(message: Message) -> str:
    """Return the ``traceparent`` that goes on with a message, or an empty text.

    It is that of the delivery under way, where traces are made here; else the one that came with the message.
    """
    return message.trace or received_traceparent(message)


def received_traceparent(message: Message) -> str:
    """Return the ``traceparent`` that came with a message, or an empty text if there is none or it is not sound."""
    if not message.headers:
        return ""
    try:
        found = _decode(message.headers).traceparent
    except msgspec.MsgspecError:
        return ""  # headers of a source that means something else by the name
    return found if _TRACEPARENT(found) else ""


def trace_id_of(message: Message) -> str:
    """Return the id of a message's trace, 32 hexadecimal digits, or an empty text."""
    return traceparent_of(message)[3:35]


def traceparents(messages: Sequence[Message]) -> Sequence[str]:
    """Return those of messages, or nothing if none has one: most have not, and finding that out is cheap."""
    if not any(message.headers for message in messages):
        return ()
    found = [traceparent_of(message) for message in messages]
    return found if any(found) else ()
