"""The tables of connectors: how each is configured, and what holds for what it writes."""

from attrs import evolve
from tables import config_table, table

from nexus.engine.guarantee import guarantee
from nexus.hookspecs import Capability, SinkType
from nexus.model.workflow import Pipeline
from nexus.plugins import load_plugins

_PLAIN = Pipeline("", "", "", "")


def connectors() -> dict[str, str]:
    """Return two tables of each installed sink: ``config NAME`` and ``guarantee NAME``; and that of all."""
    sinks = load_plugins(routes=False, commands=False).sinks.values()
    made = {f"config {sink.connector.name}": config_table(sink.connector.config) for sink in sinks}
    made |= {f"guarantee {sink.connector.name}": table(_HEAD[1:], _rows(sink)) for sink in sinks}
    every = [(sink.connector.title, *row) for sink in sinks for row in _rows(sink)]
    return made | {"guarantees": table(_HEAD, every)}


_HEAD = ("connector", "operation", "ledger", "guarantee")


def _rows(sink: SinkType) -> list[tuple[str, str, str]]:
    """Return one row for each operation, and one for all that can keep a ledger."""
    rows = [
        (f"`{operation}`", "", guarantee(evolve(_PLAIN, operation=operation), sink).text)
        for operation in sink.operations
    ]
    able = [operation for operation in sink.operations if Capability.LEDGER in sink.able(operation)]
    if able:
        named = ", ".join(f"`{operation}`" for operation in able)
        rows.append((named, "on", guarantee(evolve(_PLAIN, operation=able[0], ledger=True), sink).text))
    return rows
