"""``nexus migrate``: bring the databases to what this release needs."""

import json
import sys

import click

from nexus.cli.metadata import settings
from nexus.storage import schema


@click.command("migrate", epilog="Example: nexus migrate --check")
@click.option("--check", is_flag=True, help="Change nothing; exit with status 1 if there is something to do.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, check: bool, as_json: bool) -> None:
    """Bring the metadata database and the delivery log to what this release needs. Make a backup first."""
    chosen = settings()
    act = schema.check if check else schema.upgrade
    states = {
        name: act(url, chain) for name, (url, chain) in schema.places(chosen.database_url, chosen.log_url).items()
    }
    if as_json:
        plain = {
            name: {"current": state.current, "head": state.head, "ok": state.ok, "message": state.message}
            for name, state in states.items()
        }
        click.echo(json.dumps(plain, indent=2))
    else:
        for name, state in states.items():
            click.echo(f"{name}: {state.message}" + (f" ({state.current})" if state.ok else ""))
    if not all(state.ok for state in states.values()):
        sys.exit(1)
