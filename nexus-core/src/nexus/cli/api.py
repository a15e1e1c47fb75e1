"""``nexus api``: the process that senders and people talk to."""

import os

import click


@click.command("api", epilog="Example: NEXUS_REDIS_URL=redis://127.0.0.1:6379 nexus api --port 8080")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one.")
@click.option("--name", default="api", show_default=True, help="Name of this process in logs.")
def command(*, host: str | None, port: int | None, name: str) -> None:
    """Run an API process; any number of them may run against one store."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs
    from nexus.api.process import run  # noqa: PLC0415 — heavy; only when it runs

    given = {"host": host, "port": port}
    run(wiring.load_settings(os.environ, {key: value for key, value in given.items() if value is not None}), name)
