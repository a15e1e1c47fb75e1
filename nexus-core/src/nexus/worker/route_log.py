"""The log of one route: every line says which workflow and pipeline it is about, and which message and trace."""

import logging
from collections.abc import MutableMapping, Sequence
from typing import Any, Final

from nexus.engine.route import Route
from nexus.engine.trace import trace_id_of
from nexus.model.delivery import DeadLetter
from nexus.model.message import Message

MOST_TOLD: Final = 20
"""Dead letters of one batch that are told one by one."""


class RouteLog(logging.LoggerAdapter[logging.Logger]):
    """Adds the route's names to each line: to its text for people, and as fields for machines."""

    def __init__(self, logger: logging.Logger, route: Route) -> None:
        super().__init__(logger, {"workflow": route.workflow or route.name, "pipeline": route.name})
        self._prefix = route.name.replace("%", "%%")

    def process(self, msg: object, kwargs: MutableMapping[str, Any]) -> tuple[object, MutableMapping[str, Any]]:
        """Add them."""
        kwargs["extra"] = {**(self.extra or {}), **(kwargs.get("extra") or {})}
        return f"{self._prefix}: {msg}", kwargs

    def dead(self, letters: Sequence[DeadLetter]) -> None:
        """Tell of messages that became dead letters."""
        for letter in letters[:MOST_TOLD]:
            told = (letter.message.id, letter.reason)
            self.warning("message %s is a dead letter: %s", *told, extra=about(letter.message))
        if len(letters) > MOST_TOLD:
            self.warning("%d further messages of the batch are dead letters", len(letters) - MOST_TOLD)


def about(message: Message) -> dict[str, str]:
    """Return the fields of a line that is about one message."""
    found = {"message_id": message.id, "trace_id": trace_id_of(message)}
    return found if found["trace_id"] else {"message_id": message.id}
