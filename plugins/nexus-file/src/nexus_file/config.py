"""Settings of a folder, of what is taken from it, and of a pipeline that writes into it."""

from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, Literal

from nexus import FieldDocument
from nexus.config import define, field

STATE: Final = ".nexus"
"""Folder in the connection's folder for positions and journals. No files are taken whose names begin with a dot."""

_UNFINISHED: Final = (".tmp", ".part", ".partial", ".crdownload", ".swp", "~")


@define
class Pick:
    """Which files are taken, how they are read, and what their messages look like."""

    name: str = field(title="Name", help="What workflows name it by.", pattern=r"[A-Za-z0-9][A-Za-z0-9 _.-]*")
    pattern: str = field(
        title="Files", help="* stands for any characters, ? for one.", placeholder="orders-*.csv", min_length=1
    )
    format: Literal["csv", "tsv", "jsonl", "xlsx"] = field(
        default="csv", title="Format", help="Excel needs nexus-file[excel]."
    )
    delimiter: str = field(
        default=",", title="Delimiter", help="Of CSV; TSV has the tab.", min_length=1, pattern=r"[^\r\n\"\\]"
    )
    columns: tuple[str, ...] = field(
        default=(), title="Columns", help="Their names; without them the first row of each file names them."
    )
    skip_rows: int = field(
        default=0,
        title="Rows to skip",
        help="Before the names, or the first row.",
        minimum=0,
        maximum=10_000,
        advanced=True,
    )
    encoding: Literal["utf-8", "iso-8859-1", "windows-1252"] = field(default="utf-8", title="Encoding", advanced=True)
    sheet: str | None = field(default=None, title="Sheet", help="Of Excel files; without it the first.", advanced=True)
    empty: Literal["text", "null", "omit"] = field(
        default="null", title="Empty cells", help="Become an empty text, null, or are left out.", advanced=True
    )
    fields: tuple[FieldDocument, ...] = field(
        default=(), title="Fields", help="What messages must look like; others become dead letters."
    )
    allow_unknown: bool = field(default=True, title="Take fields that are not listed")

    def __attrs_post_init__(self) -> None:
        if len(set(self.columns)) != len(self.columns) or not all(self.columns):
            raise ValueError("columns: every column has a name of its own")
        if "/" in self.pattern:
            raise ValueError("pattern: files are looked for in the folder itself; name no folder here")

    @property
    def separator(self) -> str:
        """What stands between values."""
        return "\t" if self.format == "tsv" else self.delimiter


@define
class FileConfig:
    """A folder."""

    folder: str = field(
        title="Folder",
        help="Absolute; must exist, and Nexus may read and write in it.",
        placeholder="/srv/inbox",
        pattern="/.*",
    )
    files: tuple[Pick, ...] = field(default=(), title="Files", help="What workflows can take messages from.")
    settle_s: float = field(
        default=2.0,
        title="Settle time",
        help="A file is taken when it has not changed for so many seconds. Writers that rename a finished file need 0.",
        minimum=0,
        maximum=3600,
        group="Taking",
    )
    poll_s: float = field(
        default=1.0, title="Look every", help="Seconds.", minimum=0.05, maximum=3600, group="Taking", advanced=True
    )
    when_done: Literal["move", "delete"] = field(default="move", title="Files that are done", group="Taking")
    done_folder: str = field(
        default="done", title="Where they go", group="Taking", pattern=r"[^./][^/]*", advanced=True
    )
    failed_folder: str = field(
        default="failed",
        title="Where files go that cannot be read",
        help="With a .reason.txt beside each.",
        group="Taking",
        pattern=r"[^./][^/]*",
        advanced=True,
    )
    max_record_bytes: int = field(
        default=1024 * 1024,
        title="Longest row",
        help="Bytes. A longer one is a bad row: this is also what an unclosed quote costs.",
        minimum=1024,
        maximum=64 * 1024 * 1024,
        group="Taking",
        advanced=True,
    )

    def __attrs_post_init__(self) -> None:
        names = [one.name for one in self.files]
        if len(set(names)) != len(names):
            raise ValueError("files: every entry has a name of its own")
        if self.done_folder == self.failed_folder:
            raise ValueError("failed_folder: done_folder is the same; name another")

    @property
    def path(self) -> Path:
        """The folder."""
        return Path(self.folder)

    def pick_of(self, name: str, wanted: Collection[str]) -> Pick | None:
        """Return which of the ``wanted`` entries takes a file of this name; None for what is hidden or unfinished."""
        if name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED):
            return None
        for one in self.files:
            if fnmatchcase(name, one.pattern):
                return one if one.name in wanted else None
        return None


@define
class FileOptions:
    """How one pipeline writes."""

    format: Literal["csv", "jsonl", "parquet"] = field(
        default="jsonl", title="Format", help="Parquet needs nexus-file[parquet]."
    )
    max_rows: int = field(
        default=100_000, title="Rows of a file", help="Then the next one begins.", minimum=1, maximum=100_000_000
    )
    max_bytes: int = field(
        default=128 * 1024 * 1024,
        title="Bytes of a file",
        help="Uncompressed.",
        minimum=1024,
        maximum=1 << 40,
        advanced=True,
    )
    max_age_s: float = field(
        default=60.0,
        title="Age of a file",
        help="Seconds from its first row until it is shown.",
        minimum=0.1,
        maximum=86_400,
    )
    header: bool = field(default=True, title="Header", help="First row of a CSV file: the names of the columns.")
    delimiter: str = field(default=",", title="Delimiter", min_length=1, pattern=r"[^\r\n\"\\]", advanced=True)
