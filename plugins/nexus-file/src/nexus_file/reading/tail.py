"""A binary file that is read line by line, each with a bound, and knows where it is."""

from pathlib import Path
from typing import Final

_GULP: Final = 1024 * 1024


class Lines:
    """Reads lines from an offset on.

    Attributes:
        at: the offset behind what was read.
    """

    def __init__(self, path: Path, at: int, longest: int) -> None:
        self._file = path.open("rb", buffering=_GULP)
        self._file.seek(at)
        self._longest = longest
        self.at = at

    def next(self) -> bytes:
        """Return the next line with its end; empty at the end of the file.

        A line that is longer than it may be is cut there, and the rest of it passed over: its end is missing.
        """
        line = self._file.readline(self._longest)
        self.at += len(line)
        if len(line) == self._longest and not line.endswith(b"\n"):
            self._pass_over()
        return line

    def back_to(self, at: int) -> None:
        """Read again from an offset on."""
        self._file.seek(at)
        self.at = at

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _pass_over(self) -> None:
        while rest := self._file.readline(_GULP):
            self.at += len(rest)
            if rest.endswith(b"\n"):
                return
