"""Finds values in texts that others have written about them: in whatever form, cut short or in other case."""

import json
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, Final

from nexus.config.secret import MASK

SHORTEST_PART: Final = 8
"""So many characters in a row of a masked text give it away; databases quote the beginnings of what is too long."""

_ANYWHERE: Final = 4
"""Shorter values are masked only where they stand by themselves: else every 1 in a reason would be one."""

_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")

_LOOKED_AT: Final = 4096
"""Characters of a value that are looked for in parts; no reason quotes more."""


def masked_text(text: str, values: Collection[Any]) -> str:
    """Return ``text`` with every trace of ``values`` (texts, numbers, truth values) as ``********``."""
    forms = {form for value in values for form in _forms(value) if form}
    for form in sorted(forms, key=len, reverse=True):
        text = _pattern(form).sub(MASK, text)
        if len(form) > SHORTEST_PART:
            text = _without_parts(text, form)
    return text


def without_quotes(text: str) -> str:
    """Return ``text`` with everything that stands between quotes masked."""
    return _QUOTED.sub(MASK, text)


def _forms(value: Any) -> Iterator[str]:
    """Yield a value as Python, JSON and databases write it."""
    if isinstance(value, bool):
        yield from (str(value), str(value).lower())
    elif isinstance(value, str):
        yield from (value, value.strip(), json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])
        yield from (repr(value)[1:-1], value.replace("'", "''"))
    elif isinstance(value, int | float | Decimal):
        yield from (str(value), *_numbers(value))
    elif isinstance(value, bytes | bytearray):
        yield from (value.hex(), repr(bytes(value))[2:-1])
    else:
        yield str(value)
        if hasattr(value, "isoformat"):
            yield value.isoformat()


def _numbers(value: float | Decimal) -> Iterator[str]:
    exact = Decimal(str(value))
    if not exact.is_finite() or abs(exact.adjusted()) > 50:
        return
    plain = f"{exact:f}"
    yield plain
    yield str(float(exact))
    if "." in plain:
        yield plain.rstrip("0").rstrip(".")


def _pattern(form: str) -> re.Pattern[str]:
    escaped = re.escape(form)
    if len(form) < _ANYWHERE:
        escaped = rf"(?<![\w.]){escaped}(?![\w]|\.\d)"
    return re.compile(escaped, re.IGNORECASE)


def _without_parts(text: str, form: str) -> str:
    """Mask every run of characters that ``text`` has in common with ``form`` and that is long enough to tell."""
    folded, wanted = text.lower(), form[:_LOOKED_AT].lower()
    if len(folded) != len(text):  # a character whose lower case is two: places would not fit
        folded, wanted = text, form[:_LOOKED_AT]
    windows = {wanted[at : at + SHORTEST_PART] for at in range(len(wanted) - SHORTEST_PART + 1)}
    known = [folded[at : at + SHORTEST_PART] in windows for at in range(len(folded) - SHORTEST_PART + 1)]
    if not any(known):
        return text
    parts: list[str] = []
    at = end = 0
    while at < len(text):
        if at < len(known) and known[at]:
            end = at + SHORTEST_PART
            while at < len(known) and at < end:
                if known[at]:
                    end = at + SHORTEST_PART
                at += 1
            parts.append(MASK)
            at = end
        else:
            parts.append(text[at])
            at += 1
    return "".join(parts)
