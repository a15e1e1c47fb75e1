"""What applications want masked is masked too in what is said about many of their messages at once, and in tracebacks."""

import traceback
from collections.abc import Collection, Sequence
from typing import Any

from nexus.engine.route import Route
from nexus.mapping.leaks import masked_text
from nexus.mapping.masks import EVERYTHING_MASKED
from nexus.model.message import KeptMessage, Message


class DiscreetFault(RuntimeError):
    """An exception as it may be logged: the text of its traceback, without masked values."""


def discreet(route: Route, messages: Sequence[Message], text: str, made: Collection[Any] = ()) -> str:
    """Return ``text`` without the masked values of ``messages``, and without ``made``, what became of them."""
    for message in messages:
        # what is said about many of them is kept in the stream store in clear
        masks = EVERYTHING_MASKED if isinstance(message, KeptMessage) else route.masks.of(message.source)
        text = masks.reason(text, message.payload)
    return masked_text(text, made) if made else text


def discreet_fault(
    route: Route, messages: Sequence[Message], error: Exception, made: Collection[Any] = ()
) -> Exception:
    """Return ``error`` as it may be logged: itself, or its traceback as text where some of ``messages`` have masks."""
    if isinstance(error, DiscreetFault) or not any(route.masks.of(message.source) for message in messages):
        return error
    told = "".join(traceback.format_exception(error))
    return DiscreetFault(discreet(route, messages, told, made))
