"""``nexus connector dev``: shows a connector's form and sample calls, and again after every change of its files."""

import subprocess
import sys
import time
from pathlib import Path

import click

from nexus.cli.connector.project import project_at

_SOURCES = (".py", ".toml", ".yaml", ".md")
"""What a change is of; what the connector itself writes there is none."""

_TURN_MS = 200
"""How long the watcher waits before it says that nothing has changed."""


@click.command("dev", epilog="Example: nexus connector dev nexus-shelf")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--once", is_flag=True, help="Look once; exit with status 1 if a call failed.")
def command(folder: Path, *, once: bool) -> None:
    """Show the form of the connectors of the package in FOLDER, and what sample calls answer, or raise, in its place.

    What is tried stands in sample.yaml there: config, operation, target, key, rows, statement, seconds. It is tried for
    real: let it name a system where that does no harm.
    """
    folder = folder.resolve()
    project_at(folder)
    if once:
        sys.exit(_look(folder))
    try:
        from watchfiles import DefaultFilter, watch  # noqa: PLC0415 — an optional extra
    except ImportError as error:
        raise click.UsageError("this needs watchfiles; run: pip install 'nexus-core[connector]'") from error
    ignored = DefaultFilter()
    wanted = lambda change, path: path.endswith(_SOURCES) and ignored(change, path)  # noqa: E731 — read in its place
    watcher = watch(folder, watch_filter=wanted, rust_timeout=_TURN_MS, yield_on_timeout=True)
    next(watcher)  # it watches from here on: what changes while we look is not missed
    _look_and_say(folder)
    for changes in watcher:
        if changes:
            click.clear()
            _look_and_say(folder)


def _look(folder: Path) -> int:
    run = [sys.executable, "-m", "nexus.cli.connector.trial", str(folder)]
    return subprocess.run(run, cwd=folder, check=False).returncode  # noqa: S603 — this program, on this folder


def _look_and_say(folder: Path) -> None:
    status = _look(folder)
    found = "all is well" if status == 0 else "something failed"
    click.echo(f"{time.strftime('%H:%M:%S')}  {found}; waiting for changes in {folder} (end with Ctrl-C)")
