"""Structured logs on standard error: one JSON object a line, or colours where a person watches."""

import logging
import sys
from typing import Any

import structlog

_NOISY = ("httpx", "httpcore", "alembic", "urllib3", "uvicorn")


def configure(level: str, *, process: str, colours: bool | None = None) -> None:
    """Send all logs of this process to standard error.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
        process: name that every line carries: ``api``, ``worker-1``.
        colours: lines for people instead of JSON; as the terminal is, if not given.
    """
    people = sys.stderr.isatty() if colours is None else colours
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _naming(process),
    ]
    render: list[Any] = (
        [structlog.dev.ConsoleRenderer(pad_event_to=0)]
        if people
        else [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    if level != "debug":
        logging.getLogger("nexus.access").setLevel(logging.WARNING)  # a line per request costs more than the request
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _naming(process: str) -> Any:
    def name(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        event["process"] = process
        return event

    return name
