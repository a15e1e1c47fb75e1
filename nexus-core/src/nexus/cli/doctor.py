"""``nexus doctor``: everything that can be looked at, and what to do about it."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import click
from attrs import evolve
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nexus.config.settings import Settings, describe_settings

if TYPE_CHECKING:
    from nexus.cli.diagnosis.findings import Finding
    from nexus.cli.diagnosis.metadata import Stored
    from nexus.plugins import Catalogue

_COLOURS = {"ok": "green", "warning": "yellow", "broken": "red"}


@click.command("doctor", epilog="Example: nexus doctor --json")
@click.option("--settings", "only_settings", is_flag=True, help="List every setting with its value and its origin.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=10.0, show_default=True, help="Seconds that one connection gets."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, only_settings: bool, timeout: float, as_json: bool) -> None:
    """Check every dependency, setting, connection and pipeline; exit with status 1 if something is broken."""
    if only_settings:
        _show_settings(as_json=as_json)
        return
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs

    settings = wiring.load_settings(os.environ)  # beside `nexus up` the data folder says where all is
    findings = _examine(settings, timeout)
    if as_json:
        click.echo(json.dumps({"findings": [attrs.asdict(one) for one in findings]}, indent=2))
    else:
        _show(findings)
    if any(one.state == "broken" for one in findings):
        sys.stdout.flush()
        sys.exit(1)


def _examine(settings: Settings, timeout_s: float) -> "list[Finding]":
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs
    from nexus.cli.diagnosis import installation, metadata  # noqa: PLC0415 — as above
    from nexus.cli.diagnosis.findings import broken, guarded  # noqa: PLC0415 — as above
    from nexus.services.sources import read_sources  # noqa: PLC0415 — as above

    catalogue = wiring.open_catalogue(settings)
    findings = [
        *installation.look_at_python(),
        *installation.look_at_settings(settings),
        *installation.look_at_plugins(catalogue),
        *guarded("metadata", "metadata database", lambda: metadata.look_at_schema(settings)),
    ]
    stored = metadata.Stored()
    try:
        with wiring.open_metadata(settings) as opened:
            stored, found = metadata.look_at_stored(opened)
            findings += [*found, *metadata.look_at_dead_letters(opened)]
            stored = evolve(stored, sources=read_sources(opened.definitions, catalogue))
    except Exception as error:  # noqa: BLE001 — the examination goes on
        findings.append(broken("metadata", "metadata", error))
    return findings + asyncio.run(_reach_out(settings, catalogue, stored, timeout_s))


async def _reach_out(settings: Settings, catalogue: "Catalogue", stored: "Stored", timeout_s: float) -> "list[Finding]":
    from nexus import wiring  # noqa: PLC0415 — heavy; only when it runs
    from nexus.cli.diagnosis.connections import look_at_connections  # noqa: PLC0415 — as above
    from nexus.cli.diagnosis.findings import broken  # noqa: PLC0415 — as above
    from nexus.cli.diagnosis.pipelines import look_at_pipelines  # noqa: PLC0415 — as above
    from nexus.cli.diagnosis.sources import look_at_sources  # noqa: PLC0415 — as above
    from nexus.cli.diagnosis.store import look_at_store  # noqa: PLC0415 — as above
    from nexus.errors import ConfigurationError  # noqa: PLC0415 — as above

    findings: list[Finding] = []
    egress = wiring.open_egress(settings)
    store = None
    try:
        try:
            store = wiring.open_store(settings)
            findings += [one async for one in look_at_store(store, settings)]
        except ConfigurationError as error:
            findings.append(broken("stream store", "reachable", error))
        findings += await look_at_connections(stored.connections, catalogue, egress, timeout_s)
        findings += [one async for one in look_at_pipelines(stored, catalogue, egress, store)]
        findings += [one async for one in look_at_sources(stored, store)]
    finally:
        if store is not None:
            await store.close()
    return findings


def _show(findings: "Sequence[Finding]") -> None:
    table = Table("", "Area", "What", "Found", "What to do")
    for one in findings:
        latency = "" if one.latency_ms is None else f" ({one.latency_ms:.0f} ms)"
        state = f"[{_COLOURS[one.state]}]{one.state}[/]"
        table.add_row(state, *map(escape, (one.area, one.name, one.message + latency, one.remedy)))
    Console().print(table)
    broken = [one for one in findings if one.state == "broken"]
    click.echo(f"{len(broken)} broken" if broken else "nothing is broken")


def _show_settings(*, as_json: bool) -> None:
    described = describe_settings(os.environ)
    if as_json:
        click.echo(json.dumps({"settings": [attrs.asdict(one) for one in described]}, indent=2, default=str))
        return
    table = Table("Variable", "Value", "From", "Help")
    for one in described:
        table.add_row(*(escape(str(part)) for part in (one.variable, one.value, one.source, one.help)))
    Console().print(table)
