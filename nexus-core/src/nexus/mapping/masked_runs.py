"""What of a run may be shown: the values that its application wants nobody to see are masked wherever they turn up."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from attrs import evolve

from nexus.config.secret import MASK
from nexus.mapping.leaks import masked_text
from nexus.mapping.masks import EVERYTHING_MASKED, MaskBook
from nexus.mapping.scope import decode_plain
from nexus.model.run import RunRecord, StepRun

_encode = msgspec.json.Encoder(decimal_format="number").encode


def masked_runs(records: Sequence[RunRecord], masks: MaskBook) -> list[RunRecord]:
    """Return ``records`` as they may be kept: in payload, steps, result and reasons."""
    return [_masked(one, masks) for one in records]


def _masked(one: RunRecord, book: MaskBook) -> RunRecord:
    masks = book.of(one.source)
    if not masks:
        return one
    try:
        payload = decode_plain(one.payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return evolve(one, payload=_encode(MASK), headers=b"")
    values = _Values(masks.values(one.payload), everything=masks is EVERYTHING_MASKED)
    return evolve(
        one,
        payload=_encode(masks.masked(payload)),
        headers=_encode(values.masked(decode_plain(one.headers))) if one.headers else b"",
        reason=values.text(one.reason),
        steps=tuple(_step(each, values) for each in one.steps),
        result=values.masked(one.result),
        current=values.masked(one.current),
    )


def _step(each: StepRun, values: "_Values") -> StepRun:
    return evolve(each, sent=values.masked(each.sent), output=values.masked(each.output), error=values.text(each.error))


class _Values:
    """The masked values of one payload."""

    def __init__(self, values: Collection[Any], *, everything: bool) -> None:
        self._values = values
        self._everything = everything

    def text(self, text: str) -> str:
        """Return what was said about the payload, masked."""
        return masked_text(text, self._values) if text else text

    def masked(self, value: Any) -> Any:
        """Return a copy of a value that was made of the payload, masked."""
        if isinstance(value, dict):
            return {name: self.masked(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.masked(part) for part in value]
        if value is None or isinstance(value, bool):
            return value
        if self._everything:
            return MASK
        text = value if isinstance(value, str) else str(value)
        shown = masked_text(text, self._values)
        return value if shown == text else shown
