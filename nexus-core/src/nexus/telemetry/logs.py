"""Structured logs on standard error: one JSON object a line, or colours where a person watches."""

import logging
import sys
from typing import Any, Final, Literal

import structlog

from nexus.telemetry.masking import masked

_NOISY = ("httpx", "httpcore", "alembic", "urllib3", "uvicorn")


_TRACEBACKS: Final = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
"""Without local variables: passwords, tokens and payloads are among them (security, secrets in use)."""

Form = Literal["auto", "json", "console"]


def configure(level: str, *, process: str, form: Form = "auto") -> None:
    """Send all logs of this process to standard error.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
        process: name that every line carries: ``api``, ``worker-1``.
        form: ``json`` for machines, ``console`` for people; ``auto``: for people where standard error is a terminal.
    """
    people = form == "console" or (form == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _naming(process),
    ]
    render: list[Any] = (
        [_people(), masked_text] if people else [_TRACEBACKS, structlog.processors.JSONRenderer(), masked_text]
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


def _people() -> structlog.dev.ConsoleRenderer:
    colours = sys.stderr.isatty()
    return structlog.dev.ConsoleRenderer(
        pad_event_to=0, colors=colours, exception_formatter=structlog.dev.plain_traceback
    )


def masked_text(_logger: Any, _method: str, line: str) -> str:
    """Return a finished line without the secrets that can be told by their looks."""
    return masked(line)


def _naming(process: str) -> Any:
    def name(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        event["process"] = process
        return event

    return name
