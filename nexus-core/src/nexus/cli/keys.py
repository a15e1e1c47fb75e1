"""``nexus keys``: make encryption keys, and put all secrets under a new one."""

import json
import sys

import click

from nexus import wiring
from nexus.cli.metadata import open_database, settings
from nexus.model.audit import AuditEvent, Category
from nexus.security.keyring import generate_key
from nexus.storage.repositories import AuditLog
from nexus.storage.rotation import rotate


@click.group("keys", epilog="Example: nexus keys generate --kid 2026-11")
def command() -> None:
    """Make encryption keys, and put all secrets under a new one."""


@command.command("generate", epilog="Example: nexus keys generate --kid 2026-11")
@click.option("--kid", help="Id of the key: 1 to 32 letters, digits, - or _. Default: the day and four random digits.")
def generate(*, kid: str | None) -> None:
    """Print a new entry for NEXUS_ENCRYPTION_KEYS.

    Put it first there, keep the former ones, then run `nexus keys rotate`.
    """
    click.echo(generate_key(kid))


@command.command("rotate", epilog="Example: nexus keys rotate --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rotate_keys(*, as_json: bool) -> None:
    """Re-encrypt all secrets under the first key of NEXUS_ENCRYPTION_KEYS; run it again if it was interrupted.

    What cannot be opened is named and left as it is, with exit status 1: keep the former keys until all is resealed.
    """
    chosen = settings()
    ring = wiring.key_ring(chosen)
    with open_database(chosen) as database:
        report = rotate(database, ring)
        counts = {name: {"rows": table.rows, "resealed": table.resealed} for name, table in report.items()}
        details = {"key": ring.current, "tables": counts}
        AuditLog(database, ring).append(AuditEvent(Category.SECURITY, "keys.rotate", "command line", details=details))
    unreadable = [text for table in report.values() for text in table.unreadable]
    if as_json:
        tables = {
            name: {"rows": table.rows, "resealed": table.resealed, "unreadable": list(table.unreadable)}
            for name, table in report.items()
        }
        click.echo(json.dumps({"key": ring.current, "tables": tables}, indent=2))
    else:
        for name, table in report.items():
            click.echo(f"{name}: {table.resealed} of {table.rows} rows resealed under {ring.current}")
        for text in unreadable:
            click.echo(f"unreadable: {text}", err=True)
    if unreadable:
        sys.exit(1)
