"""The agent's end of its link: answers what the centre asks, with the connectors that are installed here."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any, Final

import msgspec

from nexus.errors import Rejected, Throttled, Unavailable
from nexus.hookspecs import Batch, Page, WriteTarget
from nexus.model.connection import Connection
from nexus.services.agent_links.faults import fault_of
from nexus.services.agent_links.frames import (
    MOST_ITEM_BYTES,
    WINDOW,
    Ask,
    Cancel,
    Down,
    End,
    Failed,
    More,
    Part,
    Taken,
    Up,
)
from nexus.services.agent_links.items import encode_item, head_of, parts, plain, sample_item
from nexus.services.agent_links.stepping import call_of, item_of
from nexus.services.agent_links.values import unpacked, unpacked_rows
from nexus.services.open_connections import OpenConnections
from nexus.services.read_ahead import read_ahead

logger = logging.getLogger(__name__)

AT_ONCE: Final = 16
"""Questions that are answered at a time: each may hold a thread. Batches and steps wait for their turn instead."""

Send = Callable[[Up], Awaitable[None]]
"""Sends a frame to the centre; raises OSError where the link is gone."""


class Answering:
    """Answers questions; belongs to one event loop.

    Args:
        unseal: opens what was sealed for this agent (`nexus.security.agent_seals`); raises NexusError if it was not.
        connections: reaches them from here.
    """

    def __init__(self, unseal: Callable[[bytes], bytes], connections: OpenConnections) -> None:
        self._unseal = unseal
        self._connections = connections
        self._reading: set[str] = set()
        self._under_way: dict[str, tuple[asyncio.Task[None], asyncio.Semaphore]] = {}

    def received(self, frame: Down, send: Send, *, is_taken: bool = False) -> None:
        """Take a frame of the centre; a question is answered in a task of its own.

        Args:
            frame: of the centre.
            send: sends it the answers.
            is_taken: the centre has been told already that a question was taken.
        """
        match frame:
            case Ask():
                room = asyncio.Semaphore(WINDOW)
                task = asyncio.ensure_future(self._answer(frame, room, send, is_taken=is_taken))
                self._under_way[frame.id] = (task, room)
                task.add_done_callback(lambda _: self._under_way.pop(frame.id, None))
            case More() if frame.id in self._under_way:
                for _ in range(min(frame.parts, WINDOW)):
                    self._under_way[frame.id][1].release()
            case Cancel() if frame.id in self._under_way:
                self._under_way[frame.id][0].cancel()

    async def end(self) -> None:
        """Give up what is under way: the link is gone."""
        tasks = [task for task, _ in self._under_way.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _answer(self, ask: Ask, room: asyncio.Semaphore, send: Send, *, is_taken: bool) -> None:
        try:
            if not is_taken:
                await send(Taken(ask.id))
            try:
                async with asyncio.timeout(ask.timeout_s or None):
                    await self._send_answer(ask, room, send)
            except OSError:
                raise
            except Exception as error:  # noqa: BLE001 — whatever goes wrong is told
                await send(Failed(ask.id, fault_of(_told(error, ask))))
            else:
                await send(End(ask.id))
        except OSError as error:
            logger.info("an answer could not be sent: %s", error)

    async def _send_answer(self, ask: Ask, room: asyncio.Semaphore, send: Send) -> None:
        connection = self._opened(ask)
        if ask.verb == "write":
            await self._write(ask, connection)
            return
        if ask.verb == "step":
            await send(Part(ask.id, msgspec.Raw(await self._stepped(ask, connection))))
            return
        if len(self._reading) >= AT_ONCE:
            raise Throttled("the agent answers as many questions as it may at a time", retry_after=1.0)
        logger.info("the centre asks: %s of connection %s", ask.verb, connection.name)
        self._reading.add(ask.id)
        try:
            await self._send_items(ask, connection, room, send)
        finally:
            self._reading.discard(ask.id)

    async def _write(self, ask: Ask, connection: Connection) -> None:
        given = ask.arguments
        batch = Batch(unpacked_rows(ask.rows), given["ids"], given["traceparents"])
        await self._connections.sinks.write(connection, msgspec.convert(given["target"], WriteTarget), batch)

    async def _stepped(self, ask: Ask, connection: Connection) -> bytes:
        call = call_of(ask.arguments)
        result = await self._connections.steps.run(connection, call.step.workflow_of_it(), call.given(ask.rows))
        text = encode_item([item_of(result)])
        if len(text) > MOST_ITEM_BYTES:
            raise Rejected({0: f"its answer has {len(text)} bytes; an agent's link carries {MOST_ITEM_BYTES}"})
        return text

    async def _send_items(self, ask: Ask, connection: Connection, room: asyncio.Semaphore, send: Send) -> None:
        async with aclosing(self._items(ask, connection)) as items:
            async for array in parts(items):
                await room.acquire()
                await send(Part(ask.id, msgspec.Raw(array)))

    def _opened(self, ask: Ask) -> Connection:
        about = ask.connection
        text = self._unseal(about.sealed)
        config = msgspec.json.decode(text, type=dict[str, Any])
        return Connection(about.id, "", about.name, about.connector, config, version=about.version)

    async def _items(self, ask: Ask, connection: Connection) -> AsyncGenerator[Any, None]:
        if ask.verb in {"select", "stream"}:
            async with aclosing(self._rows(ask, connection)) as rows:
                async for row in rows:
                    yield row
        else:
            for item in await self._listed(ask, connection):
                yield item

    async def _listed(self, ask: Ask, connection: Connection) -> Sequence[Any]:
        given, reach = ask.arguments, self._connections.reach
        match ask.verb:
            case "check":
                return [plain(one) for one in await reach.check(connection)]
            case "schemas":
                return await reach.schemas(connection)
            case "tables":
                return await reach.tables(connection, given["schema"])
            case "fields":
                return [plain(one) for one in await reach.fields(connection, given["schema"], given["table"])]
            case "sample":
                wanted = (given["subscription"], given["limit"], given["seconds"])
                return [sample_item(one) for one in await self._connections.sampler.sample(connection, *wanted)]
            case _:
                raise Unavailable(f"this agent does not know the question {ask.verb!r}: install a newer one")

    async def _rows(self, ask: Ask, connection: Connection) -> AsyncGenerator[Any, None]:
        given, params = ask.arguments, unpacked(ask.arguments["params"])
        async with self._connections.queries.lend(connection) as opened:
            if ask.verb == "select":
                page = Page(given["page"], given["limit"], given["total"], given["timeout_s"])
                result = await self._connections.call(opened.select, given["statement"], params, page)
                yield head_of(result)
                for row in result.rows:
                    yield row
                return
            begun = False
            async with aclosing(read_ahead(opened, given["statement"], params, self._connections.call)) as pages:
                async for result in pages:
                    if not begun:
                        yield head_of(result)
                        begun = True
                    for row in result.rows:
                        yield row


def _told(error: Exception, ask: Ask) -> Exception:
    if isinstance(error, TimeoutError):
        return Unavailable(f"no answer within {ask.timeout_s:g} s")
    return error
