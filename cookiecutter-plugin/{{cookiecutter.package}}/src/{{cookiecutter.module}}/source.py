"""Receives what stands in the store's outbox."""

import asyncio
import json

from nexus import Emit, SourceContext, SourceMessage
from {{ cookiecutter.module }}.config import {{ cookiecutter.prefix }}Config
from {{ cookiecutter.module }}.store import Store

_MANY = 200
_PAUSE_S = 0.05


async def open_source(config: {{ cookiecutter.prefix }}Config, context: SourceContext) -> "{{ cookiecutter.prefix }}Source":
    """Open the store."""
    return {{ cookiecutter.prefix }}Source(await asyncio.to_thread(Store, config), context)


class {{ cookiecutter.prefix }}Source:
    """Takes messages in their order, and removes them once they are durable."""

    def __init__(self, store: Store, context: SourceContext) -> None:
        self._store = store
        self._context = context

    async def run(self, emit: Emit) -> None:
        """Receive until cancelled; what is with ``emit`` then is finished first."""
        self._context.connected()
        while True:
            taken = await asyncio.to_thread(self._take)
            if not taken:
                await asyncio.sleep(_PAUSE_S)
                continue
            handing_over = asyncio.ensure_future(self._hand_over(taken, emit))
            try:
                await asyncio.shield(handing_over)
            except asyncio.CancelledError:
                await handing_over
                raise

    async def close(self) -> None:
        """Give the connection back."""
        await asyncio.to_thread(self._store.close)

    def _take(self) -> list[tuple[int, bytes]]:
        statement = "SELECT number, payload FROM outbox ORDER BY number LIMIT ?"
        with self._store.transaction() as connection:
            return list(connection.execute(statement, [_MANY]))

    async def _hand_over(self, taken: list[tuple[int, bytes]], emit: Emit) -> None:
        await emit([_message(number, payload) for number, payload in taken])
        await asyncio.to_thread(self._acknowledge, taken[-1][0])  # only now: what emit has taken is durable

    def _acknowledge(self, last: int) -> None:
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM outbox WHERE number <= ?", [last])


def _message(number: int, payload: bytes) -> SourceMessage:
    try:
        json.loads(payload)
    except ValueError as error:  # it blocks nobody: it becomes a dead letter
        return SourceMessage(payload, f"outbox-{number}", error=f"it is no JSON: {error}")
    return SourceMessage(payload, f"outbox-{number}", {"number": number})
