"""What applications want masked is masked too in what is said about many of their messages at once, and in tracebacks."""

import traceback
from collections.abc import Sequence

from nexus.engine.route import Route
from nexus.model.message import Message


def discreet(route: Route, messages: Sequence[Message], text: str) -> str:
    """Return ``text`` without the masked values of ``messages``."""
    for message in messages:
        text = route.masks.of(message.source).reason(text, message.payload)
    return text


def discreet_fault(route: Route, messages: Sequence[Message], error: Exception) -> Exception:
    """Return ``error`` as it may be logged: itself, or its traceback as text where some of ``messages`` have masks."""
    if not any(route.masks.of(message.source) for message in messages):
        return error
    told = "".join(traceback.format_exception(error))
    return RuntimeError(discreet(route, messages, told))
