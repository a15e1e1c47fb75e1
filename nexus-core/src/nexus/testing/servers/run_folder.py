"""The folder of this test run: data of its servers, and templates that all its processes share."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from fcntl import LOCK_EX, flock
from pathlib import Path

VARIABLE = "PYTEST_NEXUS_RUN_FOLDER"
_PREFIX = "nexus-test-run-"


def run_folder() -> Path:
    """Return this run's folder; pytest-xdist's processes inherit it from the one that starts them."""
    if VARIABLE not in os.environ:
        _remove_abandoned()
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        folder.chmod(0o711)  # database servers run as their own user and must get through to theirs
        os.environ[VARIABLE] = str(folder)
        atexit.register(_remove, folder, os.getpid())
    return Path(os.environ[VARIABLE])


def new_folder(name: str) -> Path:
    """Return a new private folder within the run's folder."""
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=run_folder()))


def template(name: str, build: Callable[[Path], None]) -> Path:
    """Return the folder ``name`` that is built once per run, whichever of its processes comes first."""
    ready = run_folder() / f"template-{name}"
    with (run_folder() / f"template-{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not ready.exists():
            unfinished = new_folder(name)
            build(unfinished)
            unfinished.rename(ready)
    return ready


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child runs this too, and must leave the folder to its parent
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned() -> None:
    """Remove the folders of runs that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        with suppress(PermissionError):  # it is another user's run
            if owner.isdigit() and not _is_running(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
