"""``nexus up``: everything on this machine."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nexus.config.settings import load_settings

if TYPE_CHECKING:
    from nexus.supervisor.up import Started


@click.command("up", epilog="Example: nexus up --data ./nexus-data --demo")
@click.option("--data", type=click.Path(path_type=Path), help="Folder for all data.  [default: ./nexus-data]")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8080]")
@click.option("--workers", type=click.IntRange(1), help="How many worker processes.  [default: 1]")
@click.option("--demo", is_flag=True, help="Define and send demo messages.")
def command(*, data: Path | None, host: str | None, port: int | None, workers: int | None, demo: bool) -> None:
    """Run everything on this machine: stream store, metadata, API, workers; Ctrl-C stops it and loses nothing."""
    from nexus.supervisor.up import Installation  # noqa: PLC0415 — heavy; only when it runs
    from nexus.telemetry import logs  # noqa: PLC0415 — as above

    given = {"data_dir": data, "host": host, "port": port, "worker_processes": workers}
    settings = load_settings(os.environ, {name: value for name, value in given.items() if value is not None})
    logs.configure(settings.log_level, process="up", form=settings.log_format)
    Installation(settings, demo=demo, announce=_announce).run()


def _announce(started: "Started") -> None:
    lines = ["", f"Nexus runs at {started.url}   (health: {started.url}/api/health)", f"  data       {started.data}"]
    if started.password is not None:
        lines.append(f"  sign in    admin / {started.password}   (kept in {started.data}/secrets.toml)")
    if started.demo is not None:
        body = """'{"id": 1, "customer": {"email": "Ada@Example.com"}, "total": 1200.5}'"""
        lines += [
            f"  demo key   {started.demo.key}",
            f"  send       curl -H 'X-API-Key: {started.demo.key}' --json {body} {started.url}/ingress",
            f"  arrived    sqlite3 {started.demo.database} 'SELECT count(*) FROM orders'",  # noqa: S608 — printed, not run
        ]
    click.echo("\n".join([*lines, ""]))
    sys.stdout.flush()
