"""``nexus receiver``: the process that receives from sources."""

import click

from nexus.cli.processes import run_processes


@click.command("receiver", epilog="Example: NEXUS_REDIS_URL=redis://127.0.0.1:6379 nexus receiver --processes 2")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="How many receivers to run.")
@click.option(
    "--name",
    help="Name in the stream store; no other receiver's. With several processes, -1, -2 … is added. "
    "Default: this host's name.",
)
def command(*, processes: int, name: str | None) -> None:
    """Run receivers; any number of them may run against one store, and share the sources among themselves."""
    run_processes("receiver", name, processes)
