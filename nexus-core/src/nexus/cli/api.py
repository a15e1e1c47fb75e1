"""``nexus api``: the process that senders and people talk to, or several on one port."""

import os
import socket

import click


@click.command("api", epilog="Example: NEXUS_REDIS_URL=redis://127.0.0.1:6379 nexus api --port 8080")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one.")
@click.option(
    "--processes",
    type=click.IntRange(1),
    help="How many processes serve the port: of several, one answers people, the others take messages.  [default: 1]",
)
@click.option(
    "--name", default="api", show_default=True, help="Name of this process in logs; of several, -1, -2 … is added."
)
@click.option("--listen-on", "listening", type=int, multiple=True, hidden=True, help="Descriptor of a socket.")
@click.option("--give-to", type=int, hidden=True, help="Descriptor of the end of a channel.")
@click.option("--take-from", type=int, hidden=True, help="Descriptor of the end of a channel.")
def command(
    *,
    host: str | None,
    port: int | None,
    processes: int | None,
    name: str,
    listening: tuple[int, ...],
    give_to: int | None,
    take_from: int | None,
) -> None:
    """Run an API process; any number of them may run against one store."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    given = {"host": host, "port": port, "api_processes": processes}
    settings = wiring.load_settings(os.environ, {key: value for key, value in given.items() if value is not None})
    is_part = bool(listening) or take_from is not None
    if settings.api_processes > 1 and not is_part:
        from nexus.supervisor.api import keep_api  # noqa: PLC0415 — only where several run
        from nexus.telemetry import logs  # noqa: PLC0415 — as above

        logs.configure(settings.log_level, process=name, form=settings.log_format)
        keep_api(settings, name)
        return
    from nexus.api.process import Part, run  # noqa: PLC0415 — heavy; only when it runs

    if not is_part:
        run(settings, name)
        return
    sockets = [socket.socket(fileno=each) for each in listening]
    ends = [None if each is None else socket.socket(fileno=each) for each in (give_to, take_from)]
    for end in ends:
        if end is not None:
            end.setblocking(False)
    run(settings, name, Part(sockets, *ends))
