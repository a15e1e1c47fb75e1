"""The folder in which files are dropped: which of them is next, and where it goes when it is done."""

import shutil
import time
from collections.abc import Callable, Collection
from pathlib import Path

from attrs import frozen

from nexus import ConfigurationError, Unavailable
from nexus_file.config import FileConfig, Pick
from nexus_file.durable import free_name, sync_folder


@frozen
class Arrival:
    """A file that can be taken, and how."""

    path: Path
    pick: Pick


class Inbox:
    """Looks into the folder.

    Args:
        config: the connection.
        wanted: names of the entries whose files are taken.
        clock: monotonic seconds.
    """

    def __init__(
        self, config: FileConfig, wanted: Collection[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._config = config
        self._wanted = frozenset(wanted)
        self._clock = clock
        self._seen: dict[str, tuple[tuple[int, int, int], float]] = {}

    def next(self) -> Arrival | None:
        """Return the oldest file that has settled.

        Raises:
            Unavailable: the folder is away.
            ConfigurationError: it may not be read.
        """
        found: list[tuple[int, str, Pick]] = []
        seen: dict[str, tuple[tuple[int, int, int], float]] = {}
        now = self._clock()
        for path in self._files():
            pick = self._config.pick_of(path.name, self._wanted)
            if pick is None:
                continue
            try:
                stat = path.stat()
            except FileNotFoundError:  # gone this very moment
                continue
            state = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            known = self._seen.get(path.name)
            since = known[1] if known is not None and known[0] == state else now
            seen[path.name] = (state, since)
            if now - since >= self._config.settle_s:
                found.append((stat.st_mtime_ns, path.name, pick))
        self._seen = seen
        if not found:
            return None
        _, name, pick = min(found, key=lambda one: one[:2])
        return Arrival(self._config.path / name, pick)

    def done(self, path: Path) -> None:
        """Put a file aside that has been taken whole."""
        if self._config.when_done == "delete":
            path.unlink()
        else:
            self._put_aside(path, self._config.done_folder)
        sync_folder(self._config.path)

    def failed(self, path: Path, reason: str) -> None:
        """Put a file aside that cannot be read, with the reason beside it."""
        aside = self._put_aside(path, self._config.failed_folder)
        aside.with_name(f"{aside.name}.reason.txt").write_text(f"{reason}\n", encoding="utf-8")
        sync_folder(self._config.path)

    def _put_aside(self, path: Path, name: str) -> Path:
        folder = self._config.path / name
        folder.mkdir(exist_ok=True)
        aside = free_name(folder, path.name)
        shutil.move(path, aside)
        return aside

    def _files(self) -> list[Path]:
        folder = self._config.path
        try:
            return [one for one in folder.iterdir() if one.is_file()]
        except PermissionError as error:
            raise ConfigurationError(
                f"{folder} may not be read", path="folder", remedy="let the user that Nexus runs as read and write it"
            ) from error
        except OSError as error:
            raise Unavailable(f"{folder} cannot be looked into: {error.strerror or error}") from error
