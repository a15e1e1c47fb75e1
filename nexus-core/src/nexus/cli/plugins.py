"""``nexus plugins``: what is installed, and what is in quarantine."""

import json
import sys

import attrs
import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nexus.cli.installed import catalogue
from nexus.plugins import Catalogue


@click.command("plugins", epilog="Example: nexus plugins --check")
@click.option("--check", is_flag=True, help="Exit with status 1 if a plugin is in quarantine.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, check: bool, as_json: bool) -> None:
    """Show the installed plugins, what they bring, and which of them are in quarantine and why."""
    found = catalogue(routes=True)
    if as_json:
        click.echo(_as_json(found))
    else:
        _show(found, Console())
    if check and found.faults:
        sys.exit(1)


def _as_json(found: Catalogue) -> str:
    plain = {
        "plugins": [attrs.asdict(plugin) for plugin in found.plugins],
        "quarantined": [attrs.asdict(fault) for fault in found.faults],
        "refused": found.refused,
    }
    return json.dumps(plain, indent=2)


def _show(found: Catalogue, console: Console) -> None:
    table = Table("Plugin", "Package", "Version", "Contract", "Brings", "Connectors", "Certificate")
    for plugin in found.plugins:
        about = (plugin.name, plugin.distribution, plugin.version, plugin.contract)
        brings, connectors = ", ".join(plugin.roles), ", ".join(plugin.connectors)
        table.add_row(*map(escape, (*about, brings, connectors, plugin.certificate or "none")))
    console.print(table)
    if capabilities := [line for plugin in found.plugins for line in plugin.capabilities]:
        console.print("What connectors claim of their operations:")
        for line in capabilities:
            console.print(f"  {escape(line)}", soft_wrap=True)
    for fault in found.faults:
        console.print(
            f"[red]quarantined[/] {escape(fault.plugin)} ({escape(fault.distribution)}): {escape(fault.reason)}"
        )
        console.print(f"  [dim]{escape(fault.remedy)}[/]")
    if found.refused:
        console.print(f"not in NEXUS_PLUGINS_ALLOW, so not loaded: {escape(', '.join(found.refused))}")
