"""What ``nexus worker`` and ``nexus receiver`` share: one process in the foreground, or several that are kept running."""

import os
import socket
from importlib import import_module


def run_processes(kind: str, name: str | None, processes: int) -> None:
    """Run processes of one kind until SIGTERM or SIGINT.

    Args:
        kind: ``worker`` or ``receiver``: the command, and the package whose ``process`` runs one.
        name: in the stream store; of several, the beginning of their names. Without it, this host's is taken.
        processes: how many.
    """
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    settings = wiring.load_settings(os.environ)
    base = name or f"{kind}-{socket.gethostname()}"
    if processes == 1:
        import_module(f"nexus.{kind}.process").run(settings, base)
        return
    from nexus.supervisor.programs import keep_several  # noqa: PLC0415 — only where several run
    from nexus.telemetry import logs  # noqa: PLC0415 — as above

    logs.configure(settings.log_level, process=base, form=settings.log_format)
    keep_several(kind, base, processes, settings.metrics_port)
