"""``nexus worker``: the process that delivers."""

import os
import socket

import click


@click.command("worker", epilog="Example: NEXUS_REDIS_URL=redis://127.0.0.1:6379 nexus worker --processes 2")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="How many workers to run.")
@click.option(
    "--name",
    help="Name in the stream store; kept over restarts, no other worker's. With several processes, -1, -2 … is added. "
    "Default: this host's name.",
)
def command(*, processes: int, name: str | None) -> None:
    """Run workers; any number of them may run against one store."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    settings = wiring.load_settings(os.environ)
    base = name or f"worker-{socket.gethostname()}"
    if processes == 1:
        from nexus.worker.process import run  # noqa: PLC0415 — heavy; only when it runs

        run(settings, base)
    else:
        from nexus.supervisor.programs import keep_several  # noqa: PLC0415 — only where several run
        from nexus.telemetry import logs  # noqa: PLC0415 — as above

        logs.configure(settings.log_level, process=base, form=settings.log_format)
        keep_several("worker", base, processes, settings.metrics_port)
