"""``nexus-agent``: runs the agent, registers it, and shows what it holds."""

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import wraps
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TextIO

import click

from nexus import NexusError
from nexus.edge import describe, load
from nexus_agent import __version__
from nexus_agent.centre import Centre
from nexus_agent.home import Home
from nexus_agent.queue.entries import Entry, Refused
from nexus_agent.queue.file import QueueFile
from nexus_agent.settings import ORIGIN, Settings

_PAGE = 500


def _explained(command: Callable[..., None]) -> Callable[..., None]:
    """Tell errors of ours in a line, without a traceback."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except NexusError as error:
            raise click.ClickException(str(error)) from None
        except sqlite3.Error as error:
            raise click.ClickException(f"the queue cannot be read: {error}") from None

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nexus-agent")
def main() -> None:
    """Nexus at the edge: takes messages, keeps them, forwards them; answers queries for the centre."""


@main.command("run")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@_explained
def run_agent(host: str | None, port: int | None) -> None:
    """Run the agent until SIGTERM or SIGINT."""
    settings = load(ORIGIN, os.environ, {"host": host, "port": port})
    home = Home(settings)
    _ = home.server, home.token, home.private_key  # said before anything starts
    from nexus_agent.process import run  # noqa: PLC0415 — heavy; only when it runs

    run(settings)


@main.command("register")
@click.option("--server", required=True, help="Address of the centre: https://nexus.example.com")
@click.option(
    "--token-file",
    type=click.File(encoding="utf-8"),
    default="-",
    help="File with the token that the centre showed; `-` reads it from standard input.",
)
@_explained
def register(server: str, token_file: TextIO) -> None:
    """Make the agent's key, register it at the centre, and keep the token."""
    if token_file.isatty():
        click.echo("Token: ", nl=False, err=True)
    token = token_file.readline().strip()
    settings = load(ORIGIN, os.environ, {"server": server})
    home = Home(settings)
    public_key = home.make_key().public_key().public_bytes_raw()
    asyncio.run(_register(home.server, token, public_key))
    home.keep_registration(home.server, token)
    click.echo(f"The agent is registered at {home.server}. Start it: nexus-agent run")


async def _register(server: str, token: str, public_key: bytes) -> None:
    async with Centre(server, token) as centre:
        await centre.register(public_key)


@main.command("status")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@_explained
def status(*, as_json: bool) -> None:
    """Show how the running agent is; where none runs, what its queue holds. Exit code 1 if it is not well."""
    settings = load(ORIGIN, os.environ)
    found = _asked(settings) or _looked_at(settings)
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    sys.exit(0 if found["status"] == "up" else 1)


@main.command("settings")
@_explained
def show_settings() -> None:
    """Show every setting, its value, and where that comes from."""
    for one in describe(ORIGIN, os.environ):
        click.echo(f"{one.variable} = {one.value}  ({one.source})\n    {one.help}")


@main.group("queue")
def queue() -> None:
    """What the agent holds: messages that wait for the centre, and those that it refuses."""


@queue.command("list")
@click.option("--refused", is_flag=True, help="Those that the centre refuses.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Most messages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_explained
def list_messages(*, refused: bool, limit: int, as_json: bool) -> None:
    """List messages, oldest first."""
    with closing(_file()) as file:
        shown = 0
        for one in _refused(file) if refused else _waiting(file):
            click.echo(json.dumps(_document(one)) if as_json else _line(one))
            shown += 1
            if shown == limit:
                break
    if not shown and not as_json:
        click.echo("Nothing waits." if not refused else "Nothing is refused.")


@queue.command("retry")
@click.option("--all", "every", is_flag=True, help="All that are refused.")
@click.argument("places", nargs=-1, type=int)
@_explained
def retry(places: tuple[int, ...], *, every: bool) -> None:
    """Put messages that the centre refused back into their places; PLACES are those that `queue list --refused` shows."""
    if bool(places) == every:
        raise click.UsageError("name places, or say --all")
    with closing(_file(read_only=False)) as file:
        chosen = [one.entry.seq for one in _refused(file)] if every else list(places)
        with file.transaction():
            moved = file.retry(chosen)
    click.echo(f"{moved} messages are in the queue again; a running agent forwards them with the next ones.")


@queue.command("export")
@click.argument("target", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--refused", is_flag=True, help="Those that the centre refuses.")
@_explained
def export(target: Path, *, refused: bool) -> None:
    """Write messages into a file, one JSON object a line; they stay where they are."""
    with closing(_file()) as file, target.open("w", encoding="utf-8") as lines:
        count = 0
        for one in _refused(file) if refused else _waiting(file):
            lines.write(json.dumps(_document(one)) + "\n")
            count += 1
    click.echo(f"{count} messages are in {target}.")


def _file(*, read_only: bool = True) -> QueueFile:
    from nexus_agent.process import sealing_of  # noqa: PLC0415 — heavy

    settings = load(ORIGIN, os.environ)
    path = Home(settings).queue_file
    if not path.exists():
        raise click.ClickException(f"{path} does not exist: NEXUS_AGENT_DATA_DIR names the agent's folder")
    return QueueFile(path, sealing_of(settings), read_only=read_only)


def _waiting(file: QueueFile) -> Iterator[Entry]:
    after = -1
    while page := file.read(None, after, _PAGE, 1 << 24):
        yield from page
        after = page[-1].seq


def _refused(file: QueueFile) -> Iterator[Refused]:
    after = -1
    while page := file.refused(after, _PAGE):
        yield from page
        after = page[-1].entry.seq


def _document(one: Entry | Refused) -> dict[str, Any]:
    entry = one.entry if isinstance(one, Refused) else one
    message = entry.message
    found = {
        "place": entry.seq,
        "application": message.source,
        "id": message.id,
        "taken_at": entry.at,
        "payload": json.loads(message.payload),
        "headers": json.loads(message.headers) if message.headers else {},
    }
    return found | ({"refused_at": one.refused_at, "reason": one.reason} if isinstance(one, Refused) else {})


def _line(one: Entry | Refused) -> str:
    entry = one.entry if isinstance(one, Refused) else one
    text = entry.message.payload.decode(errors="replace")
    shown = text if len(text) <= 80 else f"{text[:79]}…"
    reason = f"\n         {one.reason}" if isinstance(one, Refused) else ""
    return f"{entry.seq:>8} {entry.message.id} {shown}{reason}"


def _asked(settings: Settings) -> dict[str, Any] | None:
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 — an address to ask
    connection = HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/health")
        document = json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return document if isinstance(document, dict) and "queue" in document else None


def _looked_at(settings: Settings) -> dict[str, Any]:
    home = Home(settings)
    held = {"messages": 0, "refused": 0}
    if home.queue_file.exists():
        with closing(_file()) as file:
            held = {
                "messages": sum(one.count for one in file.sizes().values()),
                "refused": file.refused_count(),
            }
    return {"status": "stopped", "version": __version__, "queue": held}


def _lines(found: dict[str, Any]) -> Iterator[str]:
    held = found["queue"]
    yield f"agent     {found.get('agent') or '-'}, {found['status']}, version {found['version']}"
    oldest = f", the oldest {held['oldest_age_s']:.0f} s old" if held.get("oldest_age_s") is not None else ""
    yield f"queue     {held['messages']} messages{oldest}; {held['refused']} refused"
    for name in held.get("damaged_files", ()):
        yield f"          a damaged file was set aside: {name}"
    for part in ("sync", "link"):
        if part in found:
            reason = f": {found[part]['reason']}" if found[part]["reason"] else ""
            yield f"{part:9} {found[part]['state']}{reason}"
    for one in found.get("applications", ()):
        reason = f": {one['reason']}" if one["reason"] else ""
        yield f"{one['name'] or one['id']}: {one['queued']} queued, {one['forwarded']} forwarded, {one['state']}{reason}"
    for one in found.get("sources", ()):
        way = one["forwarding"]
        states = ", ".join(dict.fromkeys(_state(each) for each in one["instances"])) or "not received from"
        reason = f"; forwarding {way['state']}: {way['reason']}" if way["reason"] else ""
        yield f"source {one['name'] or one['id']}: {states}; {way['queued']} queued, {way['forwarded']} forwarded{reason}"


def _state(instance: dict[str, Any]) -> str:
    return f"{instance['state']}: {instance['reason']}" if instance["reason"] else str(instance["state"])
