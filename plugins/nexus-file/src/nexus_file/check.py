"""Tests a folder: is it there, can it be read and written, is there room."""

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from nexus import Check, Context
from nexus_file.config import FileConfig

_LEAST_FREE: Final = 256 * 1024 * 1024


def check(config: FileConfig, context: Context) -> Sequence[Check]:  # noqa: ARG001 — the contract's signature
    """Try the folder; never raises for a bad one."""
    return list(_checks(config))


def _checks(config: FileConfig) -> Iterator[Check]:
    folder = config.path
    started = time.perf_counter()
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        yield Check("folder", ok=False, message=f"{folder} {what}", remedy="make it, or name another")
        return
    yield Check("folder", ok=True, message=str(folder), latency_ms=(time.perf_counter() - started) * 1000)
    yield _readable(folder)
    yield _writable(folder)
    free = shutil.disk_usage(folder).free
    yield Check(
        "room",
        ok=free >= _LEAST_FREE,
        message=f"{free >> 20} MiB free",
        remedy="" if free >= _LEAST_FREE else "make room: at least 256 MiB should be free",
    )
    if config.files:
        yield _files(config)


def _readable(folder: Path) -> Check:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        return Check("read", ok=False, message=str(error), remedy="let the user that Nexus runs as read the folder")
    return Check("read", ok=True, message="can be read")


def _writable(folder: Path) -> Check:
    """Write, sync, rename and remove a small file, as is done with every file."""
    file = folder / f".nexus-check-{uuid4().hex[:8]}"
    started = time.perf_counter()
    try:
        with file.open("xb") as opened:
            opened.write(b"x")
            opened.flush()
            os.fsync(opened.fileno())
        moved = file.rename(file.with_suffix(".moved"))
        moved.unlink()
    except OSError as error:
        with suppress(OSError):
            file.unlink()
        return Check("write", ok=False, message=str(error), remedy="let the user that Nexus runs as write the folder")
    return Check("write", ok=True, message="can be written", latency_ms=(time.perf_counter() - started) * 1000)


def _files(config: FileConfig) -> Check:
    """Say how many files wait; those that no entry takes are named, since a pattern may be misspelt."""
    try:
        names = sorted(one.name for one in config.path.iterdir() if one.is_file() and not one.name.startswith("."))
    except OSError as error:
        return Check("files", ok=False, message=str(error), remedy="see read")
    every = {one.name for one in config.files}
    taken = [name for name in names if config.pick_of(name, every)]
    others = [name for name in names if name not in taken]
    told = f"{len(taken)} files wait"
    if others:
        told += f"; no entry takes {', '.join(others[:3])}" + (
            f" and {len(others) - 3} more" if len(others) > 3 else ""
        )
    return Check("files", ok=True, message=told)
