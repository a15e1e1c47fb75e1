"""Stream entries to messages: the parse that every delivered message goes through."""

from collections.abc import Sequence
from typing import Any, Final

from nexus.model.message import Message

_LATEST: Final = 253_402_300_799_999
"""The last millisecond of the year 9999."""


def parse(raw: Sequence[Any], purged: list[str]) -> list[Message]:
    """Return the messages of a stream reply's entries.

    Args:
        raw: pairs of stream id and flat field list, as XREADGROUP, XAUTOCLAIM and XRANGE give them.
        purged: gets the ids whose data is gone (trimmed while pending).
    """
    messages = []
    for entry, fields in raw:
        if fields is None:
            purged.append(entry.decode())
        elif len(fields) >= 8 and fields[0] == b"m" and fields[6] == b"p":  # as the accept script writes them
            try:
                messages.append(_own(entry.decode(), fields))
            except ValueError:  # nearly so: it must not hold up those behind it
                messages.append(_foreign(entry.decode(), fields))
        else:
            messages.append(_foreign(entry.decode(), fields))
    return messages


def _own(entry: str, fields: Sequence[bytes]) -> Message:
    received_at = int(fields[5])
    if not 0 <= received_at <= _LATEST:
        raise ValueError("no time")
    return Message(
        entry,
        fields[1].decode(),
        fields[3].decode(),
        received_at,
        fields[7],
        fields[9] if len(fields) > 9 else b"",
    )


def _foreign(entry: str, fields: Sequence[bytes]) -> Message:
    """An entry that someone else added: what it has is taken, the rest is worked out from its stream id."""
    found = dict(zip(fields[::2], fields[1::2], strict=False))
    received = found.get(b"t", b"")
    return Message(
        entry,
        found.get(b"m", entry.encode()).decode(errors="replace"),
        found.get(b"s", b"").decode(errors="replace"),
        int(received) if received.isdigit() and len(received) < len(str(_LATEST)) else int(entry.partition("-")[0]),
        found.get(b"p", b""),
        found.get(b"h", b""),
    )


def order(entry: str) -> tuple[int, int]:
    """Return a key that sorts stream ids as the store does."""
    milliseconds, _, sequence = entry.partition("-")
    return int(milliseconds), int(sequence or 0)
