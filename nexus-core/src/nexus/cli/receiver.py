"""``nexus receiver``: the process that receives from sources."""

import os
import socket

import click


@click.command("receiver", epilog="Example: NEXUS_REDIS_URL=redis://127.0.0.1:6379 nexus receiver --processes 2")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="How many receivers to run.")
@click.option(
    "--name",
    help="Name in the stream store; no other receiver's. With several processes, -1, -2 … is added. "
    "Default: this host's name.",
)
def command(*, processes: int, name: str | None) -> None:
    """Run receivers; any number of them may run against one store, and share the sources among themselves."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    settings = wiring.load_settings(os.environ)
    base = name or f"receiver-{socket.gethostname()}"
    if processes == 1:
        from nexus.receiver.process import run  # noqa: PLC0415 — heavy; only when it runs

        run(settings, base)
    else:
        from nexus.supervisor.programs import keep_several  # noqa: PLC0415 — only where several run
        from nexus.telemetry import logs  # noqa: PLC0415 — as above

        logs.configure(settings.log_level, process=base, form=settings.log_format)
        keep_several("receiver", base, processes, settings.metrics_port)
