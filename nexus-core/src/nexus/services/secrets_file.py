"""Keys and passwords that ``nexus up`` makes at its first start, kept in a file that only its owner can read."""

import os
import secrets
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attrs import field, frozen

FILE: Final = "secrets.toml"


@frozen
class LocalSecrets:
    """What an installation on one machine keeps for itself."""

    encryption_keys: str = field(repr=False)
    jwt_secret: str = field(repr=False)
    admin_password: str = field(repr=False)


def load(folder: Path) -> LocalSecrets | None:
    """Return the secrets of the installation in ``folder``, or None if there is none."""
    path = folder / FILE
    return LocalSecrets(**tomllib.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def load_or_make(folder: Path, make_key: Callable[[], str]) -> LocalSecrets:
    """Return the secrets of the installation in ``folder``; made there, readable by its owner alone, if there are none.

    Args:
        folder: the installation's data folder; made if it is not there.
        make_key: makes one entry of ``NEXUS_ENCRYPTION_KEYS``.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = load(folder)
    if found is None:
        found = LocalSecrets(make_key(), secrets.token_urlsafe(48), secrets.token_urlsafe(12))
        _write(folder / FILE, found)
    return found


def _write(path: Path, made: LocalSecrets) -> None:
    """Write whole or not at all: half a file would be taken for all there is."""
    lines = [
        "# Made at the first start. Whoever has encryption_keys can read every stored secret: back it up, keep it apart.",
        f'encryption_keys = "{made.encryption_keys}"',
        f'jwt_secret = "{made.jwt_secret}"',
        f'admin_password = "{made.admin_password}"',
    ]
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
