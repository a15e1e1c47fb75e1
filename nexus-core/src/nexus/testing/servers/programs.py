"""Finding the programs that tests start, and the user that they may run as."""

import os
import pwd
import shutil
from collections.abc import Sequence
from pathlib import Path

from nexus.errors import ConfigurationError

_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin")


def program(name: str, package: str, *, patterns: Sequence[str] = ()) -> str:
    """Return the path of ``name``.

    Args:
        name: as it is called on the command line.
        package: the Debian package that brings it, for the error.
        patterns: places outside PATH as glob patterns from the root; the last in order of version wins.

    Raises:
        ConfigurationError: it is not installed; the remedy names the package.
    """
    found = [path for pattern in patterns for path in Path("/").glob(pattern) if os.access(path, os.X_OK)]
    if found:
        return str(max(found, key=_version))
    path = shutil.which(name) or shutil.which(name, path=os.pathsep.join(_FOLDERS))
    if path is None:
        raise ConfigurationError(
            f"the program {name!r} is not installed, and these tests need it",
            remedy=f"install the Debian package with: apt-get install {package}",
        )
    return path


def unprivileged(*names: str) -> str | None:
    """Return the user that a server must be started as, or None if this process is no root and its own will do.

    Raises:
        ConfigurationError: this process is root and none of the users exists.
    """
    if os.geteuid() != 0:
        return None
    existing = {entry.pw_name for entry in pwd.getpwall()}
    for name in (*names, "nobody"):
        if name in existing:
            return name
    raise ConfigurationError(
        f"this server refuses to run as root, and none of the users {', '.join(names)} exists",
        remedy="install the server's Debian package, which makes its user, or run the tests as another user",
    )


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.parts if part.isdigit())
