"""The client for asyncio: the same calls as `nexus_sdk.client`, awaited."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from types import TracebackType
from typing import Self, Unpack

import httpx

from nexus_sdk.answers import Receipt
from nexus_sdk.buffer import Buffer
from nexus_sdk.core import Core, MessageReceipt
from nexus_sdk.drivers import AsyncDriver
from nexus_sdk.errors import NexusError, Summary
from nexus_sdk.options import ClientOptions, SendBatchOptions, SendManyOptions, SendOptions, Settings
from nexus_sdk.outlets import LoopOutlet
from nexus_sdk.serialize import Message


class AsyncNexusClient:
    """Sends messages of one application to Nexus, or to an agent; ends with `close`, or as an async context manager.

    `send`, `send_many` and `send_batch` return when their messages are on stable storage. `enqueue` returns at once; a
    thread in the background sends through the loop. What an earlier process left in the spool is sent from ``async with``,
    or the first `enqueue`, on.

    A call may be cancelled; whether its messages were taken is unknown then.

    Args:
        url: of the server or of an agent: ``https://nexus.example.com``.
        api_key: the application's, ``nxk_…``.
        http: instead of an `httpx.AsyncClient` of its own; it is not closed.
        options: see `ClientOptions`.

    Raises:
        ConfigurationError: an option cannot be used.
    """

    def __init__(
        self, url: str, api_key: str, *, http: httpx.AsyncClient | None = None, **options: Unpack[ClientOptions]
    ) -> None:
        settings = Settings(**options)
        self._core = Core(url, api_key, settings)
        self._driver = AsyncDriver(http, settings.timeout_s)
        self._buffer: Buffer | None = None
        self._is_closed = False

    async def __aenter__(self) -> Self:
        self._open_buffer()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def send(self, message: Message, **options: Unpack[SendOptions]) -> MessageReceipt:
        """Send one message; it is on stable storage when this returns.

        Raises:
            NexusError: with ``fate`` and ``key``; see `nexus_sdk.errors`.
        """
        self._check()
        return await self._driver.run(self._core.send(message, **options))

    async def send_many(
        self, messages: Iterable[Message] | AsyncIterable[Message], **options: Unpack[SendManyOptions]
    ) -> Receipt:
        """Send messages and return their ids, in their order; in as few requests as take them.

        Raises:
            NexusError: with ``sent``, ``fate`` and ``key``; see `nexus_sdk.errors`.
        """
        self._check()
        return await self._driver.run(self._core.send_many(_iterator(messages), **options))

    async def send_batch(
        self, messages: Iterable[Message] | AsyncIterable[Message], **options: Unpack[SendBatchOptions]
    ) -> Summary:
        """Send messages from anything that yields them, sync or async, holding only what is under way.

        Raises:
            NexusError: with ``sent``, ``fate`` and ``key``; the same call with that key goes on from there.
        """
        self._check()
        return await self._driver.run(self._core.send_batch(_iterator(messages), **options))

    async def enqueue(self, message: Message) -> None:
        """Leave a message to the buffer; with a spool, it is on stable storage when this returns.

        Raises:
            InvalidMessage: JSON cannot hold it.
            BufferFull: there is no room, and ``when_full`` is ``"error"``.
            SpoolFailed: it could not be written.
        """
        self._check()
        taken = self._open_buffer().put(self._core.pack(message))
        if taken.done():
            taken.result()
        else:
            await asyncio.wrap_future(taken)

    @property
    def buffered(self) -> int:
        """Messages that wait in the buffer."""
        return 0 if self._buffer is None else self._buffer.size

    async def flush(self, timeout_s: float | None = None) -> None:
        """Send what waits in the buffer, and return when it is acknowledged.

        Raises:
            NexusError: what stands in the way; the messages stay, and are tried again.
            TimeoutError: it takes longer than is waited for; it goes on.
        """
        self._check()
        async with asyncio.timeout(timeout_s):
            await asyncio.wrap_future(self._open_buffer().flush())

    async def close(self, timeout_s: float = 10.0) -> int:
        """Send what waits in the buffer, for so long at most, and end; no call may follow.

        Returns:
            How many messages are left in the spool.

        Raises:
            NexusError: messages are left and there is no spool to keep them.
        """
        if self._is_closed:
            return 0
        self._is_closed = True
        try:
            return 0 if self._buffer is None else await asyncio.to_thread(self._buffer.close, timeout_s)
        finally:
            await self._driver.close()

    def _open_buffer(self) -> Buffer:
        """Return the buffer, which belongs to the loop that is running."""
        if self._buffer is None:
            settings = self._core.settings
            outlet = LoopOutlet(self._core, self._driver, asyncio.get_running_loop())
            self._buffer = Buffer(settings.buffer, outlet, settings.retries, at_exit_s=0)
        return self._buffer

    def _check(self) -> None:
        if self._is_closed:
            raise NexusError("the client is closed")


def _iterator(messages: Iterable[Message] | AsyncIterable[Message]) -> Iterator[Message] | AsyncIterator[Message]:
    return aiter(messages) if isinstance(messages, AsyncIterable) else iter(messages)
