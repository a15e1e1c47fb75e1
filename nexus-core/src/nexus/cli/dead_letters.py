"""``nexus dead-letters``: what could not be delivered, why, and what to do with it."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click
from attrs import frozen
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nexus.config.settings import Settings
from nexus.model.dead_letter import DeadLetterFilter, LetterStatus, StoredDeadLetter

if TYPE_CHECKING:
    from nexus.services.dead_letters import DeadLetterDesk, Done
    from nexus.streams.base import Store

F = TypeVar("F", bound=Callable[..., Any])

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_WORKSPACE = click.option("--workspace", default="default", show_default=True, help="Name of the workspace.")
_ALL = click.option("--all", "everything", is_flag=True, help="All waiting letters that the filters leave.")
_IDS = click.argument("ids", nargs=-1)


@frozen
class _Filters:
    workflow: str | None
    pipeline: str | None
    fingerprint: str | None


def _filters(function: F) -> F:
    for option in (
        click.option("--fingerprint", help="Only letters that died of this, as the list shows it."),
        click.option("--pipeline", help="Only letters of this pipeline, by name or id."),
        click.option("--workflow", help="Only letters of this workflow, by name or id."),
    ):
        function = option(function)
    return _WORKSPACE(function)


def _settings() -> Settings:
    """Read the settings, and what an installation in the data folder adds to them."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    return wiring.load_settings(os.environ)


@click.group("dead-letters", epilog="Example: nexus dead-letters replay --all --workflow orders")
def command() -> None:
    """Look at deliveries that need a person, replay them or discard them."""


@command.command("list", epilog="Example: nexus dead-letters list --workflow orders --letters")
@_filters
@click.option(
    "--status", type=click.Choice([*(one.value for one in LetterStatus), "all"]), default="waiting", show_default=True
)
@click.option("--letters", is_flag=True, help="Show single letters, newest first, instead of groups.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@click.option("--cursor", help="Continue after a former page, with the cursor that it ended with.")
@_JSON
def list_letters(
    *, status: str, letters: bool, limit: int, cursor: str | None, as_json: bool, workspace: str, **given: str | None
) -> None:
    """Show dead letters, grouped by what they died of."""
    with _desk(_settings(), workspace) as desk:
        wanted = _wanted(desk, _Filters(**given), None if status == "all" else LetterStatus(status))
        if letters or cursor is not None:
            shown = _page(desk, wanted, cursor, limit)
        else:
            shown = {"groups": _groups(desk, wanted, limit)}
    if as_json:
        click.echo(json.dumps(shown, indent=2))
    else:
        _show(shown)


@command.command("show", epilog="Example: nexus dead-letters show 0193b3c2-7a10-7cc2-8c4f-5d6b8c1f9a3e")
@click.argument("letter_id", metavar="ID")
@_WORKSPACE
@_JSON
def show(*, letter_id: str, workspace: str, as_json: bool) -> None:
    """Show one dead letter with its payload, masked as its application wants it, and its reason."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs
    from nexus.services.shown import masks_of_letter, shown_headers, shown_payload  # noqa: PLC0415 — as above

    settings = _settings()
    with wiring.open_metadata(settings) as metadata:
        desk = wiring.open_dead_letters(settings, metadata, workspace)
        one = desk.get(letter_id)
        message = one.letter.message
        plain = _plain(one, desk.names()) | {
            "payload": shown_payload(message.payload, masks_of_letter(metadata.names, one)),
            "headers": shown_headers(message.headers),
        }
    if as_json:
        click.echo(json.dumps(plain, indent=2, ensure_ascii=False))
        return
    for name, value in plain.items():
        text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
        click.echo(f"{name + ':':14}{text}")


@command.command("replay", epilog="Example: nexus dead-letters replay --all --workflow orders --rate 50/s")
@_IDS
@_ALL
@_filters
@click.option("--rate", metavar="N/s", help="Spread the deliveries, N per second. Default: all at once.")
@_JSON
def replay(
    *, ids: tuple[str, ...], everything: bool, rate: str | None, as_json: bool, workspace: str, **given: str | None
) -> None:
    """Deliver letters again, by id or all that the filters leave; a letter whose pipeline is gone stays."""
    filters = _Filters(**given)
    _require_choice(ids, filters, everything=everything)
    per_second = _rate(rate)
    settings = _settings()
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    with wiring.open_metadata(settings) as metadata:
        desk = wiring.open_dead_letters(settings, metadata, workspace)
        wanted = _wanted(desk, filters, LetterStatus.WAITING) if everything else None

        async def replayed() -> "Done":
            store = wiring.open_store(settings, metadata)
            try:
                return await _replay(store, desk, wanted, ids, per_second)
            finally:
                await store.close()

        done = asyncio.run(replayed())
    _report("replayed", done, as_json=as_json)


@command.command("discard", epilog="Example: nexus dead-letters discard --all --fingerprint 1f0c22c5aa01b7d9 --yes")
@_IDS
@_ALL
@_filters
@click.option("--reason", default="", help="Why, for the audit log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_JSON
def discard(
    *,
    ids: tuple[str, ...],
    everything: bool,
    reason: str,
    yes: bool,
    as_json: bool,
    workspace: str,
    **given: str | None,
) -> None:
    """Give letters up for good, by id or all that the filters leave; the audit log keeps who did it."""
    filters = _Filters(**given)
    _require_choice(ids, filters, everything=everything)
    with _desk(_settings(), workspace) as desk:
        wanted = _wanted(desk, filters, LetterStatus.WAITING) if everything else None
        count = len(ids) if wanted is None else desk.count(wanted)
        if count and not yes:
            click.confirm(f"Discard {count} dead letters for good?", abort=True, err=True)
        person = _person()
        acting = (
            desk.discard(ids, person, why=reason) if wanted is None else desk.discard_all(wanted, person, why=reason)
        )
        done = asyncio.run(acting)
    _report("discarded", done, as_json=as_json)


# -- what the commands share ------------------------------------------------------------------------------------------


@contextmanager
def _desk(settings: Settings, workspace: str) -> "Iterator[DeadLetterDesk]":
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    with wiring.open_metadata(settings) as metadata:
        yield wiring.open_dead_letters(settings, metadata, workspace)


async def _replay(
    store: "Store", desk: "DeadLetterDesk", wanted: DeadLetterFilter | None, ids: Sequence[str], rate: float | None
) -> "Done":
    from nexus.streams.replay import StreamReplay  # noqa: PLC0415 — heavy; only when it runs

    if wanted is not None:
        return await desk.replay_all(wanted, StreamReplay(store), _person(), rate=rate)
    return await desk.replay(ids, StreamReplay(store), _person(), rate=rate)


def _person() -> Any:
    from nexus.services.person import Person  # noqa: PLC0415 — heavy; only when it runs

    return Person("command line")


def _wanted(desk: "DeadLetterDesk", filters: _Filters, status: LetterStatus | None) -> DeadLetterFilter:
    base = DeadLetterFilter(fingerprint=filters.fingerprint, status=status)
    return desk.filter(filters.workflow, filters.pipeline, base)


def _require_choice(ids: Sequence[str], filters: _Filters, *, everything: bool) -> None:
    if bool(ids) == everything:
        raise click.UsageError("name letters by their ids, or use --all with filters; not both, not neither")
    if ids and filters != _Filters(None, None, None):
        raise click.UsageError("filters go with --all; letters named by id need none")


def _rate(text: str | None) -> float | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:/s)?", text)
    if match is None or float(match[1]) <= 0:
        raise click.BadParameter(f"{text!r} is no rate; write deliveries per second, like 50/s", param_hint="--rate")
    return float(match[1])


def _groups(desk: "DeadLetterDesk", wanted: DeadLetterFilter, limit: int) -> list[dict[str, Any]]:
    names = desk.names()
    return [
        {
            "fingerprint": one.fingerprint,
            "count": one.count,
            "workflow": _name(names, one.workflow_id, one.pipeline_id, 0),
            "pipeline": _name(names, one.workflow_id, one.pipeline_id, 1),
            "reason": one.reason,
            "first_at": _time(one.first_at),
            "last_at": _time(one.last_at),
        }
        for one in desk.groups(wanted, limit)
    ]


def _page(desk: "DeadLetterDesk", wanted: DeadLetterFilter, cursor: str | None, limit: int) -> dict[str, Any]:
    names = desk.names()
    page = desk.search(wanted, cursor, limit)
    return {"letters": [_plain(one, names) for one in page.items], "cursor": page.cursor}


def _plain(one: StoredDeadLetter, names: dict[tuple[str, str], tuple[str, str]]) -> dict[str, Any]:
    letter = one.letter
    acted = {"acted_by": one.acted_by, "acted_at": one.acted_at.isoformat() if one.acted_at else None}
    return {
        "id": one.id,
        "status": one.status.value,
        "workflow": _name(names, letter.workflow_id, letter.pipeline_id, 0),
        "pipeline": _name(names, letter.workflow_id, letter.pipeline_id, 1),
        "message_id": letter.message.id,
        "received_at": _time(letter.message.received_at),
        "died_at": _time(letter.died_at),
        "attempts": letter.message.attempt,
        "fingerprint": letter.fingerprint,
        "reason": letter.reason,
        **(acted if one.acted_by else {}),
    }


def _name(names: dict[tuple[str, str], tuple[str, str]], workflow_id: str, pipeline_id: str, part: int) -> str:
    known = names.get((workflow_id, pipeline_id))
    return known[part] if known is not None else f"{(workflow_id, pipeline_id)[part]} (gone)"


def _time(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _show(shown: dict[str, Any]) -> None:
    console = Console()
    rows = shown.get("groups", shown.get("letters", []))
    if not rows:
        click.echo("no dead letters")
        return
    named = ("fingerprint", "count", "workflow", "pipeline", "last_at", "reason")
    columns = named if "groups" in shown else ("id", "status", "workflow", "pipeline", "died_at", "reason")
    table = Table(*columns)
    for row in rows:
        table.add_row(*(escape(str(row[column])) for column in columns))
    console.print(table)
    if shown.get("cursor"):
        click.echo(f"more: --cursor {shown['cursor']}")


def _report(verb: str, done: "Done", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({verb: list(done.ids), "refused": dict(done.refused)}, indent=2))
    else:
        click.echo(f"{len(done.ids)} {verb}")
        for letter_id, why in done.refused.items():
            click.echo(f"{letter_id}: {why}", err=True)
    if done.refused:
        sys.exit(1)
