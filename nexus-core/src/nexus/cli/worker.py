"""``nexus worker``: the process that delivers."""

import click

from nexus.cli.processes import run_processes


@click.command("worker", epilog="Example: NEXUS_REDIS_URL=redis://127.0.0.1:6379 nexus worker --processes 2")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="How many workers to run.")
@click.option(
    "--name",
    help="Name in the stream store; kept over restarts, no other worker's. With several processes, -1, -2 … is added. "
    "Default: this host's name.",
)
def command(*, processes: int, name: str | None) -> None:
    """Run workers; any number of them may run against one store."""
    run_processes("worker", name, processes)
