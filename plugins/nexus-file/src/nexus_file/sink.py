"""Writes rolling files: rows are safe when `write` returns, and files are shown when they are whole."""

import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from nexus import Batch, ConfigurationError, Context, InvalidInput, Rejected, Unavailable, WriteTarget
from nexus.config import structure
from nexus_file.config import STATE, FileConfig, FileOptions
from nexus_file.journal import SUFFIX, Head, Journal, left_behind
from nexus_file.writing import arrow_schema, fault_of, finish

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,99}")
_LOOK_EVERY_S: Final = 0.25


def open_sink(config: FileConfig, target: WriteTarget, context: Context) -> "FileSink":
    """Open one pipeline's way into a folder; what a former process left unfinished is finished now.

    Raises:
        ConfigurationError: the target or an option cannot work, or the folder cannot be written.
        Unavailable: the folder is away.
    """
    try:
        options = structure(FileOptions, target.options, "options")
    except InvalidInput as error:
        raise ConfigurationError(str(error), path="options") from error
    if not _NAME.fullmatch(target.target):
        raise ConfigurationError(
            f"{target.target!r} is no name for files",
            path="target",
            remedy="letters, digits, blanks and _ . - such as orders; time and ending are added",
        )
    if options.format != "jsonl" and not target.columns:
        raise ConfigurationError(
            f"{options.format} files have columns, and the pipeline maps whole payloads",
            path="mappings",
            remedy="map each column, or write jsonl",
        )
    if options.format == "parquet":
        arrow_schema(target.columns)
    return FileSink(config, target, options, context)


class FileSink:
    """One pipeline's files. One of them is being written; it is finished by its size, its age, or at the end."""

    def __init__(self, config: FileConfig, target: WriteTarget, options: FileOptions, context: Context) -> None:
        self._folder = config.path
        self._journals = config.path / STATE / "out" / target.pipeline_id
        self._target = target
        self._options = options
        self._logger = context.logger
        self._journal: Journal | None = None
        self._began = 0.0
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._within(self._finish_others)
        self._clock = threading.Thread(target=self._watch, name=f"files of {target.pipeline_id}", daemon=True)
        self._clock.start()

    def write(self, batch: Batch) -> None:
        """Store all rows, on disk when it returns.

        Raises:
            Rejected: rows that have no place in a file of this format; all others are stored.
            Unavailable: the folder cannot be written now; nothing is stored.
        """
        faults = self._faults(batch)
        good = batch.pick(index for index in range(len(batch)) if index not in faults) if faults else batch
        if len(good):
            with self._lock:
                self._within(lambda: self._append(good))
        if faults:
            raise Rejected(faults)

    def close(self) -> None:
        """Finish the file."""
        self._closed.set()
        self._clock.join()
        with self._lock:
            self._within(self._finish)

    def _faults(self, batch: Batch) -> dict[int, str]:
        if self._options.format == "jsonl":
            return {}
        faults = {
            index: "is no object, and has no columns" if not isinstance(row, Mapping) else self._misfit(row)
            for index, row in enumerate(batch.rows)
        }
        return {index: fault for index, fault in faults.items() if fault}

    def _misfit(self, row: Mapping[str, Any]) -> str:
        return fault_of(row, self._target.columns) if self._options.format == "parquet" else ""

    def _append(self, batch: Batch) -> None:
        if self._journal is None:
            self._journal = self._begin()
        self._journal.append(batch.rows, batch.ids)
        if self._journal.rows >= self._options.max_rows or self._journal.size >= self._options.max_bytes:
            self._finish()

    def _begin(self) -> Journal:
        self._began = time.monotonic()
        options = self._options
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        name = f"{self._target.target}-{moment}-{uuid4().hex[:8]}.{options.format}"
        head = Head(name, options.format, dict(self._target.columns), options.header, options.delimiter)
        return Journal(self._journals / f"{name}{SUFFIX}", head)

    def _finish(self) -> None:
        journal, self._journal = self._journal, None
        if journal is None:
            return
        try:
            finish(journal.path, self._folder)
        except OSError:
            self._journal = journal  # its rows are safe: it is tried again
            raise
        journal.close()

    def _finish_others(self) -> None:
        for left in left_behind(self._journals):
            try:
                path = finish(left.path, self._folder)
            finally:
                left.close()
            self._logger.warning("finished %s, which a former process had left unfinished", path or "an empty file")

    def _watch(self) -> None:
        """Show a file that is old enough, also if nothing comes any more."""
        pause = min(_LOOK_EVERY_S, self._options.max_age_s)
        while not self._closed.wait(pause):
            with self._lock:
                if self._journal is None or time.monotonic() - self._began < self._options.max_age_s:
                    continue
                try:
                    self._finish()
                except OSError as error:
                    self._logger.warning("a file cannot be finished now, its rows are safe: %s", error)

    def _within(self, act: Any) -> None:
        try:
            act()
        except PermissionError as error:
            raise ConfigurationError(
                f"{error.filename or self._folder} cannot be written",
                path="folder",
                remedy="let the user that Nexus runs as write it",
            ) from error
        except OSError as error:
            raise Unavailable(f"{self._folder} cannot be written: {error.strerror or error}") from error
