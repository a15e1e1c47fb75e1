"""Log records as messages."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from nexus_sdk.client import NexusClient
from nexus_sdk.errors import BufferFull, InvalidMessage, NexusError
from nexus_sdk.serialize import Message, serialize

_OWN: Final = ("nexus_sdk", "httpx", "httpcore")
"""Loggers that speak while records are sent: sent themselves, they would never end."""
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_FORMATTER: Final = logging.Formatter()


def log_message(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return a record as a message.

    Its fields: ``time`` (UTC), ``level``, ``logger``, ``message``, ``file``, ``line``, ``function``, ``process`` and
    ``thread``; ``exception`` with the traceback, and ``extra`` with what the caller gave as such, where there are any.
    """
    message: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC),
        "level": record.levelname,
        "logger": record.name,
        "message": record.getMessage(),
        "file": record.pathname,
        "line": record.lineno,
        "function": record.funcName,
        "process": record.process,
        "thread": record.threadName,
    }
    if record.exc_info:
        message["exception"] = _FORMATTER.formatException(record.exc_info)
    extra = {name: _fitting(value) for name, value in vars(record).items() if name not in _STANDARD}
    if extra:
        message["extra"] = extra
    return message


class NexusHandler(logging.Handler):
    """Sends log records through the buffer of a client, which whoever has made it closes.

    Never raises, and waits only as the buffer's options say: for the spool, or with ``when_full="wait"``. A record that the
    buffer has no room for is dropped and counted. Records of this library and of the HTTP client beneath it are left out.

    Args:
        client: gets the messages.
        level: lowest level that is sent.
        message_of: makes a message of a record; `log_message` unless told.
        flush_timeout_s: longest time that `flush` takes, which `logging.shutdown` calls at the end of the process.

    Attributes:
        dropped: records that the buffer had no room for.
    """

    def __init__(
        self,
        client: NexusClient,
        *,
        level: int | str = logging.NOTSET,
        message_of: Callable[[logging.LogRecord], Message] = log_message,
        flush_timeout_s: float = 5.0,
    ) -> None:
        super().__init__(level)
        self.dropped = 0
        self._client = client
        self._message_of = message_of
        self._flush_timeout_s = flush_timeout_s
        self.addFilter(_is_not_own)

    def emit(self, record: logging.LogRecord) -> None:
        """Leave a record to the client's buffer."""
        try:
            self._client.enqueue(self._message_of(record))
        except BufferFull:
            self.dropped += 1
        except Exception:  # noqa: BLE001 — as every handler does, it tells and goes on
            self.handleError(record)

    def flush(self) -> None:
        """Send what waits, for so long as was agreed; what is left stays in the buffer."""
        try:
            self._client.flush(self._flush_timeout_s)
        except (NexusError, TimeoutError):
            return


def _is_not_own(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] not in _OWN


def _fitting(value: Any) -> Any:
    """Return a value, or how it shows itself where JSON cannot hold it."""
    try:
        serialize({"value": value})
    except InvalidMessage:
        return repr(value)
    return value
