"""The tables of connectors: how each is configured, and what holds for what it writes."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve
from tables import config_table, table

from nexus.config.shapes import Items, Object, Optional, Shape, Variants, fields_of
from nexus.engine.guarantee import guarantee
from nexus.hookspecs import Capability, SinkType
from nexus.model.workflow import Pipeline
from nexus.plugins import load_plugins

_PLAIN = Pipeline("", "", "", "")


def connectors() -> dict[str, str]:
    """Return the tables of each installed connector, and that of all guarantees.

    ``config NAME``, ``options NAME`` of its pipelines, ``guarantee NAME``, and for each class that stands within the first
    two ``NAME CLASS`` (in lower case): ``mqtt tls``.
    """
    catalogue = load_plugins(routes=False, commands=False)
    made: dict[str, str] = {}
    for connector in catalogue.connectors.values():
        made |= _tables(connector.name, "config", connector.config)
    for sink in catalogue.sinks.values():
        made[f"guarantee {sink.connector.name}"] = table(_HEAD[1:], _rows(sink))
        if sink.options is not None:
            made |= _tables(sink.connector.name, "options", sink.options)
    every = [(sink.connector.title, *row) for sink in catalogue.sinks.values() for row in _rows(sink)]
    return made | {"guarantees": table(_HEAD, every)}


def _tables(connector: str, kind: str, cls: type[Any]) -> dict[str, str]:
    parts = {f"{connector} {part.__name__.lower()}": config_table(part) for part in _parts(Object(cls))}
    return {f"{kind} {connector}": config_table(cls)} | parts


def _parts(shape: Shape) -> Iterator[type[Any]]:
    """Yield the classes within a class."""
    for field in fields_of(shape.cls).values() if isinstance(shape, Object) else ():
        inner = field.core
        while isinstance(inner, Items | Optional):
            inner = inner.item if isinstance(inner, Items) else inner.inner
        for cls in (
            inner.classes.values() if isinstance(inner, Variants) else [inner.cls] if isinstance(inner, Object) else ()
        ):
            yield cls
            yield from _parts(Object(cls))


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
