"""Finding secrets where they must never be: in logs, errors, and what objects say about themselves."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from nexus.config import map_secrets, secret_paths, unstructure

_DISTINCTIVE: Final = 8
"""Shorter ones ("nexus", "root") are parts of ordinary words and cannot be looked for."""


def secrets_of(*configs: Any) -> set[str]:
    """Return the secrets of configurations that are distinctive enough to be looked for."""
    found: set[str] = set()
    for config in configs:
        map_secrets(type(config), unstructure(config), lambda _path, value: found.add(str(value)))
    return {secret for secret in found if len(secret) >= _DISTINCTIVE}


def canaries(*configs: Any) -> set[str]:
    """Return the secrets of configurations; fail if they have some, but none that can be looked for."""
    found = secrets_of(*configs)
    if not found and any(secret_paths(type(config)) for config in configs):
        pytest.fail(f"give the bench's wrong_credentials a secret of {_DISTINCTIVE} or more characters")
    return found


class Overheard:
    """Everything that was said while one listened: log records, and what one adds."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, *values: object) -> None:
        """Keep what objects say about themselves, and all of an error with what it came from."""
        for value in values:
            self.texts += [repr(value), str(value)]
            if isinstance(value, BaseException):
                self.texts += traceback.format_exception(value)

    def assert_without(self, secrets: set[str]) -> None:
        """Fail, without telling the secret, where one was heard."""
        for text in self.texts:
            for secret in secrets:
                if secret in text:
                    pytest.fail(f"a secret is shown: {text.replace(secret, '<the secret>')[:300]}")


@contextmanager
def listening() -> Iterator[Overheard]:
    """Hear every log record of every logger, down to DEBUG."""
    heard = Overheard()
    handler = _Hearing(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


class _Hearing(logging.Handler):
    def __init__(self, heard: Overheard) -> None:
        super().__init__(logging.DEBUG)
        self._heard = heard
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.texts.append(self.format(record))
