"""Logs of the agent on standard error: one JSON object a line, or for people where a person watches."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

from nexus.edge import masked

_NOISY: Final = ("httpx", "httpcore", "uvicorn", "websockets")


def configure(level: str, form: Literal["auto", "json", "console"]) -> None:
    """Send all logs of this process to standard error, without the secrets that can be told by their looks."""
    people = form == "console" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines() if people else _Json())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    if level != "debug":
        logging.getLogger("nexus.access").setLevel(logging.WARNING)  # a line per request costs more than the request


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "process": "agent",
        }
        if record.exc_info:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
        return masked(msgspec.json.encode(line).decode())


class _Lines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
