"""The figures of one thing in one slot of time: counts that add up, gauges whose highest value counts, two histograms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from nexus.model.metrics.histogram import LATENCY_BOUNDS, WRITE_BOUNDS, place, places

COUNTED: Final = ("accepted", "duplicates", "refused", "delivered", "failed", "dead", "filtered")
"""Counts of messages; ``failed`` are attempts that are made again."""

GAUGES: Final = ("lag", "pending", "scheduled", "circuit")
"""The highest value of a slot; ``circuit``: 0 closed, 1 probing, 2 open."""

ACCEPTED, DUPLICATES, REFUSED, DELIVERED, FAILED, DEAD, FILTERED = range(7)
LAG, PENDING, SCHEDULED, CIRCUIT = range(8, 12)
LATENCY_MS, WRITE_US = 12, 13
_LATENCY, _WRITE = 16, 40
_END: Final = _WRITE + len(WRITE_BOUNDS) + 1
assert _LATENCY + len(LATENCY_BOUNDS) < _WRITE
assert _END < 127

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(dict[str, int]).decode
_REASONS: Final = b"\x7f"
"""Stands where a place would, before the reasons."""


class Figures:
    """Plain integers: counting costs as little as adding.

    Attributes:
        values: the integers, most of them zero; see the module's constants.
        reasons: ``refused`` by reason, one of a fixed set.
    """

    __slots__ = ("reasons", "values")

    def __init__(self) -> None:
        self.values = [0] * _END
        self.reasons: dict[str, int] = {}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Figures):
            return NotImplemented
        return self.values == other.values and self.reasons == other.reasons

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __getitem__(self, name: str) -> int:
        """Return a count or gauge by its name in `COUNTED` and `GAUGES`."""
        return self.values[_PLACES[name]]

    @property
    def latency(self) -> list[int]:
        """Deliveries by seconds from acceptance, see `LATENCY_BOUNDS`."""
        return self.values[_LATENCY : _LATENCY + len(LATENCY_BOUNDS) + 1]

    @property
    def latency_s(self) -> float:
        """Sum of those seconds."""
        return self.values[LATENCY_MS] / 1000

    @property
    def write(self) -> list[int]:
        """Writes by their seconds, see `WRITE_BOUNDS`."""
        return self.values[_WRITE : _WRITE + len(WRITE_BOUNDS) + 1]

    @property
    def write_s(self) -> float:
        """Sum of those seconds."""
        return self.values[WRITE_US] / 1_000_000

    def __bool__(self) -> bool:
        return any(self.values)

    # -- counting -----------------------------------------------------------------------------------------------------

    def took(self, accepted: int, duplicates: int) -> None:
        """Count messages that were sent."""
        self.values[ACCEPTED] += accepted
        self.values[DUPLICATES] += duplicates

    def refuse(self, reason: str, count: int = 1) -> None:
        """Count requests that were refused; ``reason`` is one of a fixed set."""
        self.values[REFUSED] += count
        self.reasons[reason] = self.reasons.get(reason, 0) + count

    def delivered_at(self, now_ms: int, received_at: Sequence[int]) -> None:
        """Count deliveries of messages that were accepted at these times (ms since 1970, UTC)."""
        count = len(received_at)
        if not count:
            return
        values = self.values
        values[DELIVERED] += count
        values[LATENCY_MS] += max(0, now_ms * count - sum(received_at))
        shortest, longest = (now_ms - max(received_at)) / 1000, (now_ms - min(received_at)) / 1000
        found = places(LATENCY_BOUNDS, shortest, longest, ((now_ms - one) / 1000 for one in received_at))
        if len(found) == 1:
            values[_LATENCY + found[0]] += count
        else:
            for at in found:
                values[_LATENCY + at] += 1

    def wrote(self, seconds: float) -> None:
        """Count a write."""
        self.values[WRITE_US] += int(seconds * 1_000_000)
        self.values[_WRITE + place(WRITE_BOUNDS, seconds)] += 1

    def gauge(self, at: int, value: int) -> None:
        """Take note of a gauge."""
        self.values[at] = max(self.values[at], value)

    # -- adding up ----------------------------------------------------------------------------------------------------

    def add(self, other: "Figures") -> None:
        """Add figures of another process, thing or slot."""
        mine, values = self.values, other.values
        gauges = [max(mine[at], values[at]) for at in range(LAG, CIRCUIT + 1)]
        mine[:] = map(int.__add__, mine, values)
        mine[LAG : CIRCUIT + 1] = gauges
        for reason, count in other.reasons.items():
            self.reasons[reason] = self.reasons.get(reason, 0) + count

    def copy(self) -> "Figures":
        """Return the same figures, which go on by themselves."""
        made = Figures()
        made.values[:] = self.values
        made.reasons.update(self.reasons)
        return made

    # -- as bytes -----------------------------------------------------------------------------------------------------

    def packed(self) -> bytes:
        """Return what is not zero: place and value in turn as `varint`, then the reasons as MessagePack, if there are any.

        Short enough (below 64 bytes for all but the busiest hours) for the stream store to keep it in its compact form.
        """
        parts = [part for at, value in enumerate(self.values) if value for part in (at, value)]
        packed = b"".join([bytes((part,)) if part < 128 else varint(part) for part in parts])
        return packed + _REASONS + _encode(self.reasons) if self.reasons else packed

    @classmethod
    def unpacked(cls, packed: bytes) -> "Figures":
        """Return what `packed` made; places that this version does not know are left out.

        Raises:
            ValueError: it was not made by `packed`.
        """
        made, at = cls(), 0
        try:
            while at < len(packed):
                if packed[at] == _REASONS[0]:
                    made.reasons = _decode(packed[at + 1 :])
                    break
                place_, at = _read(packed, at)
                value, at = _read(packed, at)
                if place_ < _END:
                    made.values[place_] = value
        except (IndexError, msgspec.MsgspecError) as error:
            raise ValueError(f"these are no figures: {error}") from error
        return made


def varint(value: int) -> bytes:
    """Return a whole number, not below 0, in groups of seven bits, the lowest first (LEB128, as DWARF 5 §7.6 has it)."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read(packed: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a place, and where it ends."""
    value = shift = 0
    while packed[at] > 127:
        value |= (packed[at] & 127) << shift
        shift += 7
        at += 1
    return value | packed[at] << shift, at + 1


_PLACES: Final[Mapping[str, int]] = dict(zip((*COUNTED, *GAUGES), (*range(7), *range(8, 12)), strict=True))


def total(parts: Iterable[Figures]) -> Figures:
    """Return the sum."""
    made = Figures()
    for part in parts:
        made.add(part)
    return made
