"""W3C Trace Context: what a message tells of the trace that it was sent in."""

import re
import secrets
from collections.abc import Callable
from typing import Final, TypeAlias

_SHAPE: Final = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

TraceSource: TypeAlias = str | Callable[[], str | None]
"""Where the trace context of a call comes from: a ``traceparent``, or a function that knows the current one."""


def new_traceparent() -> str:
    """Return a ``traceparent`` that begins a trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def traceparent_of(source: TraceSource | None) -> str | None:
    """Return the ``traceparent`` to send; a malformed one is left out, as the specification asks."""
    value = source() if callable(source) else source
    return value if value is not None and _SHAPE.fullmatch(value) else None
