"""The client for asyncio: the same calls as `nexus_sdk.client`, awaited."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from types import TracebackType
from typing import Self, Unpack

import httpx

from nexus_sdk.answers import Receipt
from nexus_sdk.core import Core, MessageReceipt
from nexus_sdk.drivers import AsyncDriver
from nexus_sdk.errors import NexusError, Summary
from nexus_sdk.options import ClientOptions, SendBatchOptions, SendManyOptions, SendOptions, Settings
from nexus_sdk.serialize import Message


class AsyncNexusClient:
    """Sends messages of one application to Nexus, or to an agent; ends with `close`, or as an async context manager.

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
        self._is_closed = False

    async def __aenter__(self) -> Self:
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

    async def close(self) -> None:
        """End; no call may follow."""
        self._is_closed = True
        await self._driver.close()

    def _check(self) -> None:
        if self._is_closed:
            raise NexusError("the client is closed")


def _iterator(messages: Iterable[Message] | AsyncIterable[Message]) -> Iterator[Message] | AsyncIterator[Message]:
    return aiter(messages) if isinstance(messages, AsyncIterable) else iter(messages)
