"""Writes batches of documents to the store."""

import json
{% if cookiecutter.style == "async" %}import asyncio
{% endif %}from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from nexus import Batch, ConfigurationError, Context, Rejected, WriteTarget
from {{ cookiecutter.module }}.config import {{ cookiecutter.prefix }}Config
from {{ cookiecutter.module }}.store import Store

OPERATIONS = ("insert", "upsert", "delete")


{% if cookiecutter.style == "async" %}async {% endif %}def open_sink(config: {{ cookiecutter.prefix }}Config, target: WriteTarget, context: Context) -> "{{ cookiecutter.prefix }}Sink":  # noqa: ARG001
    """Open a pipeline's way to one collection of the store.

    Raises:
        ConfigurationError: no collection is named.
    """
    if not target.target:
        raise ConfigurationError("no collection is named", path="target", remedy="name one, such as orders")
    return {{ cookiecutter.prefix }}Sink({% if cookiecutter.style == "async" %}await asyncio.to_thread(Store, config){% else %}Store(config){% endif %}, target)


class {{ cookiecutter.prefix }}Sink:
    """One pipeline's way to one collection."""

    def __init__(self, store: Store, target: WriteTarget) -> None:
        self._store = store
        self._target = target
        self._key = target.key[0] if target.key else "id"
{% if cookiecutter.style == "async" %}
    async def write(self, batch: Batch) -> None:
        """Store all rows in one transaction.

        Raises:
            Rejected: these rows have no key; all others are stored.
            Unavailable: the store is away.
        """
        await asyncio.to_thread(self._write, batch)

    async def close(self) -> None:
        """Give the connection back."""
        await asyncio.to_thread(self._store.close)

    def _write(self, batch: Batch) -> None:
{% else %}
    def write(self, batch: Batch) -> None:
        """Store all rows in one transaction.

        Raises:
            Rejected: these rows have no key; all others are stored.
            Unavailable: the store is away.
        """
{% endif %}        rejected = {index: why for index, row in enumerate(batch.rows) if (why := self._fault(row))}
        with self._store.transaction() as connection:
            for index, row in enumerate(batch.rows):
                if index not in rejected:
                    values = (self._target.target, str(row[self._key]), json.dumps(row, default=as_json))
                    if self._target.operation != "insert":
                        connection.execute("DELETE FROM documents WHERE collection = ? AND id = ?", values[:2])
                    if self._target.operation != "delete":
                        connection.execute("INSERT INTO documents (collection, id, document) VALUES (?, ?, ?)", values)
        if rejected:
            raise Rejected(rejected)
{% if cookiecutter.style == "sync" %}
    def close(self) -> None:
        """Give the connection back."""
        self._store.close()
{% endif %}
    def _fault(self, row: Any) -> str:
        if not isinstance(row, Mapping):
            return "is no object"
        return "" if row.get(self._key) is not None else f"has no {self._key}"


def as_json(value: Any) -> str:
    """Write what JSON does not have as text: decimals to the last digit, times as ISO 8601, bytes as base64."""
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
