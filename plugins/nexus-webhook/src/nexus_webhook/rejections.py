"""The rejection log: who sent what was not believed. Never the body, and nothing secret."""

import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

import msgspec

from nexus import ConfigurationError

_LARGEST: Final = 10 * 1024 * 1024
_FILES: Final = 4
_TOLD_AT_ONCE: Final = 10
_TOLD_EVERY_S: Final = 60.0


class Rejections:
    """Writes one line for each refused webhook into a file, and tells the process's log of some.

    Args:
        file: where to write; None for nowhere.
        logger: of the source.
        clock: monotonic seconds.

    Raises:
        ConfigurationError: the file cannot be written.
    """

    def __init__(self, file: str | None, logger: logging.Logger, clock: Callable[[], float]) -> None:
        self._logger = logger
        self._clock = clock
        self._since = clock()
        self._told = 0
        self._handler = _opened(file) if file is not None else None

    def add(self, address: str, path: str, why: str, body: bytes) -> None:
        """Note one."""
        self._tell(address, path, why)
        if self._handler is None:
            return
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "address": address,
            "path": path[:500],
            "reason": why,
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        text = msgspec.json.encode(line).decode()
        self._handler.handle(logging.LogRecord("nexus.webhook", logging.WARNING, "", 0, text, (), None))

    def close(self) -> None:
        """Close the file."""
        if self._handler is not None:
            self._handler.close()

    def _tell(self, address: str, path: str, why: str) -> None:
        """Warn, but not for each of many: who sends rubbish must not fill the log."""
        if self._clock() - self._since > _TOLD_EVERY_S:
            if self._told > _TOLD_AT_ONCE:
                self._logger.warning("%d more webhooks were refused", self._told - _TOLD_AT_ONCE)
            self._since, self._told = self._clock(), 0
        self._told += 1
        if self._told <= _TOLD_AT_ONCE:
            self._logger.warning("a webhook from %s to %s was refused: %s", address, path[:200], why)


def _opened(file: str) -> RotatingFileHandler:
    try:
        return RotatingFileHandler(Path(file), maxBytes=_LARGEST, backupCount=_FILES, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"the rejection log cannot be written: {error}",
            path="rejection_log",
            remedy="name a file in a folder that exists",
        ) from error
