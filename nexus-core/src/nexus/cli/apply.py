"""``nexus apply``: make what is defined equal to what files say."""

import json
import os
from pathlib import Path
from typing import Any

import attrs
import click

from nexus.config.settings import Settings

_SIGNS = {"create": "+", "update": "~", "delete": "-"}


@click.command("apply", epilog="Example: nexus apply -f shop.yaml --dry-run")
@click.option(
    "-f",
    "--file",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    help="YAML file; repeatable.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--prune", is_flag=True, help="Delete what the files do not name.")
@click.option("--workspace", default="default", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, files: tuple[Path, ...], dry_run: bool, prune: bool, workspace: str, as_json: bool) -> None:
    """Create and change applications, connections and workflows as YAML files say; doing it twice changes nothing."""
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs
    from nexus.services.definitions.text import read  # noqa: PLC0415 — heavy; only when it runs

    settings = wiring.load_settings(os.environ)
    raw = read(list(files), os.environ)
    result = (
        _planned(settings, raw, workspace, prune=prune) if dry_run else _applied(settings, raw, workspace, prune=prune)
    )
    if as_json:
        click.echo(json.dumps(result, indent=2, default=str))
    else:
        _show(result, dry_run=dry_run)


def _planned(settings: Settings, raw: Any, workspace: str, *, prune: bool) -> dict[str, Any]:
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    with wiring.open_metadata(settings) as metadata:
        definitions = wiring.open_definitions(settings, metadata, workspace, actor="cli")
        return {"changes": [attrs.asdict(change) for change in definitions.plan(raw, prune=prune)]}


def _applied(settings: Settings, raw: Any, workspace: str, *, prune: bool) -> dict[str, Any]:
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    with wiring.open_metadata(settings) as metadata:
        definitions = wiring.open_definitions(settings, metadata, workspace, actor="cli")
        applied = definitions.apply(raw, prune=prune)
        notes = wiring.announce(settings, applied)
    return {
        "changes": [attrs.asdict(change) for change in applied.changes],
        "keys": {key.application: key.text for key in applied.keys},
        "master_secrets": {key.application: key.master_secret for key in applied.keys},
        "notes": list(notes),
    }


def _show(result: dict[str, Any], *, dry_run: bool) -> None:
    for change in result["changes"]:
        click.echo(f"{_SIGNS[change['action']]} {change['kind']} {change['name']}")
        for item in change["fields"]:
            click.echo(
                f"    {item['path']}: {json.dumps(item['before'], default=str)} -> {json.dumps(item['after'], default=str)}"
            )
    if not result["changes"]:
        click.echo("nothing to change")
    elif dry_run:
        click.echo(f"{len(result['changes'])} changes; nothing was changed (--dry-run)")
    for application, key in result.get("keys", {}).items():
        click.echo(f"API key of {application}, shown only now: {key}")
    for application, secret in result.get("master_secrets", {}).items():
        click.echo(f"master secret of {application} for encrypted payloads, shown only now: {secret}")
    for note in result.get("notes", []):
        click.echo(f"note: {note}", err=True)
