"""One look at a connector while it is written: its form, and sample calls with what they answer or raise.

``nexus connector dev`` runs it in a process of its own after every change: nothing of the former code is left then.
"""

import asyncio
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click
from attrs import define
from rich.console import Console
from rich.markup import escape

from nexus.cli.connector.project import project_at
from nexus.cli.connector.sample import Sample, read_sample
from nexus.config import json_schema, mask, structure
from nexus.config.settings import load_settings
from nexus.engine.calls import Caller, DaemonThreads
from nexus.engine.resources import ComponentContext, ConnectionResources
from nexus.errors import NexusError, Rejected
from nexus.hookspecs import Batch, Connector, Egress, Page, SourceMessage, WriteTarget
from nexus.plugins import Catalogue, load_plugins
from nexus.security.egress import EgressGuard

_LOCAL = ("127.0.0.0/8", "::1/128")
"""One's own machine may be reached while one writes a connector; further networks as NEXUS_EGRESS_ALLOW says."""


class TrialContext(ComponentContext):
    """Also what a source is given."""

    identity = "trial-0"

    def __init__(self, egress: Egress, subscriptions: tuple[str, ...] = ()) -> None:
        super().__init__(ConnectionResources(), egress, logging.getLogger("nexus.connector"))
        self.subscriptions = subscriptions

    def connected(self) -> None:
        """Nobody waits for it."""


@define
class Trial:
    """Tries one connector and prints what comes of it.

    Attributes:
        failures: how many calls raised.
    """

    connector: Connector
    installed: Catalogue
    sample: Sample
    console: Console
    call: Caller
    egress: Egress
    failures: int = 0

    async def run(self) -> None:
        """Show the form, then try everything that the connector offers."""
        self.console.rule(escape(f"{self.connector.title} ({self.connector.name})"))
        self.console.print_json(data=dict(json_schema(self.connector.config)))
        config = await self._try("configuration", self._configuration)
        if config is None:
            return
        await self._try("check", lambda: self._check(config))
        if self.connector.name in self.installed.sinks:
            await self._try("write", lambda: self._write(config))
        if self.connector.name in self.installed.sources:
            await self._try("receive", lambda: self._receive(config))
        if self.connector.query is not None and self.sample.statement:
            await self._try("select", lambda: self._select(config))

    async def _try(self, what: str, attempt: Callable[[], Awaitable[tuple[Any, str]]]) -> Any:
        """Print what ``attempt`` says, or the error in its place; a fault of the connector with the line of its code."""
        started = time.perf_counter()
        try:
            result, said = await attempt()
        except Rejected as rejected:
            self.failures += 1
            self._print(what, "red", *(f"row {index} is rejected: {why}" for index, why in rejected.reasons.items()))
        except NexusError as error:
            self.failures += 1
            self._print(what, "red", f"{type(error).__name__}: {error}")
        except Exception:  # noqa: BLE001 — a fault of the connector: shown, and the next call is tried
            self.failures += 1
            self._print(what, "red", "an error that the contract does not know:")
            self.console.print_exception(suppress=[click, asyncio], max_frames=8)
        else:
            self._print(what, "green", f"{said} ({(time.perf_counter() - started) * 1000:.1f} ms)")
            return result
        return None

    def _print(self, what: str, colour: str, *lines: str) -> None:
        for line in lines:
            self.console.print(f"[{colour}]{what:>14}[/]  {escape(line)}", soft_wrap=True)

    async def _configuration(self) -> tuple[Any, str]:
        config = structure(self.connector.config, self.sample.config, "config")
        return config, str(mask(self.connector.config, self.sample.config))

    async def _check(self, config: Any) -> tuple[Any, str]:
        context = TrialContext(self.egress)
        found = await self.call(self.connector.check, config, context)
        await self._release(context)
        for one in found:
            self.failures += not one.ok
            told = f"{one.name}: {one.message}" + ("" if one.ok else f"; {one.remedy}")
            self._print("", "green" if one.ok else "red", told)
        return found, f"{sum(one.ok for one in found)} of {len(found)} are well"

    async def _write(self, config: Any) -> tuple[Any, str]:
        sink_type, context = self.installed.sinks[self.connector.name], TrialContext(self.egress)
        operation = self.sample.operation or sink_type.operations[0]
        columns = {name: None for row in self.sample.rows if isinstance(row, dict) for name in row}
        target = WriteTarget("trial", operation, self.sample.target, self.sample.key, columns)
        rows = list(self.sample.rows)
        try:
            sink = await self.call(sink_type.open, config, target, context)
            try:
                await self.call(sink.write, Batch(rows, [f"trial-{index}" for index in range(len(rows))]))
            finally:
                await self.call(sink.close)
        finally:
            await self._release(context)
        return rows, f"{operation} of {len(rows)} rows into {self.sample.target!r}: stored"

    async def _receive(self, config: Any) -> tuple[Any, str]:
        source_type = self.installed.sources[self.connector.name]
        parts = source_type.subscriptions(config) if source_type.subscriptions is not None else ()
        context, received = TrialContext(self.egress, tuple(one.name for one in parts)), list[SourceMessage]()

        async def emit(messages: Any) -> None:
            received.extend(messages)

        try:
            source = await self.call(source_type.open, config, context)
            try:
                await asyncio.wait_for(source.run(emit), self.sample.seconds)
            except TimeoutError:
                pass
            finally:
                await self.call(source.close)
        finally:
            await self._release(context)
        for one in received[:5]:
            self._print("", "red" if one.error else "green", f"{one.payload[:200]!r} {one.error}")
        return received, f"{len(received)} messages in {self.sample.seconds:g} s, acknowledged"

    async def _select(self, config: Any) -> tuple[Any, str]:
        assert self.connector.query is not None
        context = TrialContext(self.egress)
        try:
            query = await self.call(self.connector.query, config, context)
            try:
                found = await self.call(query.select, self.sample.statement, {}, Page(1, 5))
            finally:
                await self.call(query.close)
        finally:
            await self._release(context)
        for row in found.rows:
            self._print("", "green", str(dict(zip(found.columns, row, strict=True))))
        return found, f"{len(found.rows)} rows{', and more' if found.more else ''}"

    async def _release(self, context: TrialContext) -> None:
        for closing in context.released():
            await self.call(closing)


async def look(folder: Path, console: Console) -> int:
    """Try every connector of the package in ``folder``, and return how much failed."""
    project = project_at(folder)
    installed = load_plugins(commands=False, routes=False)
    failures = 0
    for fault in installed.faults:
        if fault.distribution == project.name:
            console.print(
                f"[red]quarantined[/]  {escape(fault.reason)}\n{' ' * 13}{escape(fault.remedy)}", soft_wrap=True
            )
            failures += 1
    allowed = (*load_settings(os.environ).egress_allow, *_LOCAL)
    for plugin in installed.plugins:
        if plugin.distribution == project.name:
            for name in plugin.connectors:
                connector = installed.connectors[name]
                sample, call = read_sample(folder, connector.config), Caller(DaemonThreads())
                trial = Trial(connector, installed, sample, console, call, EgressGuard(allowed))
                await trial.run()
                failures += trial.failures
            for kind, names in (("step", plugin.steps), ("function", plugin.transforms)):
                for name in names:
                    console.print(f"[green]{kind:>14}[/]  {escape(name)}: its suite tries it; nexus connector certify")
    return failures


def main() -> None:
    """Look once; status 1 if something failed."""
    console = Console(force_terminal=sys.stdout.isatty())
    try:
        failures = asyncio.run(look(Path(sys.argv[1]), console))
    except (NexusError, click.ClickException) as error:
        console.print(f"[red]{escape(getattr(error, 'message', str(error)))}[/]", soft_wrap=True)
        failures = 1
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
