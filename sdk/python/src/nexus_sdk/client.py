"""The client: sends messages, one, many, or from anything that yields them, and loses none."""

from collections.abc import Iterable
from types import TracebackType
from typing import Final, Self, Unpack

import httpx

from nexus_sdk.answers import Receipt
from nexus_sdk.buffer import Buffer
from nexus_sdk.core import Core, MessageReceipt
from nexus_sdk.drivers import ThreadDriver
from nexus_sdk.errors import NexusError, Summary
from nexus_sdk.options import ClientOptions, SendBatchOptions, SendManyOptions, SendOptions, Settings
from nexus_sdk.outlets import ThreadOutlet
from nexus_sdk.serialize import Message

_AT_EXIT_S: Final = 10.0


class NexusClient:
    """Sends messages of one application to Nexus, or to an agent. Thread-safe; ends with `close`, or as a context manager.

    `send`, `send_many` and `send_batch` return when their messages are on stable storage. `enqueue` returns at once; a
    thread in the background sends.

    Args:
        url: of the server or of an agent: ``https://nexus.example.com``.
        api_key: the application's, ``nxk_…``.
        http: instead of an `httpx.Client` of its own; it is not closed.
        options: see `ClientOptions`.

    Raises:
        ConfigurationError: an option cannot be used.
    """

    def __init__(
        self, url: str, api_key: str, *, http: httpx.Client | None = None, **options: Unpack[ClientOptions]
    ) -> None:
        settings = Settings(**options)
        self._core = Core(url, api_key, settings)
        self._driver = ThreadDriver(http, settings.timeout_s)
        outlet = ThreadOutlet(self._core, self._driver.http)
        self._buffer = Buffer(settings.buffer, outlet, settings.retries, _AT_EXIT_S)
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def send(self, message: Message, **options: Unpack[SendOptions]) -> MessageReceipt:
        """Send one message; it is on stable storage when this returns.

        Raises:
            NexusError: with ``fate`` and ``key``; see `nexus_sdk.errors`.
        """
        self._check()
        return self._driver.run(self._core.send(message, **options))

    def send_many(self, messages: Iterable[Message], **options: Unpack[SendManyOptions]) -> Receipt:
        """Send messages and return their ids, in their order; in as few requests as take them.

        Raises:
            NexusError: with ``sent``, ``fate`` and ``key``; see `nexus_sdk.errors`.
        """
        self._check()
        return self._driver.run(self._core.send_many(iter(messages), **options))

    def send_batch(self, messages: Iterable[Message], **options: Unpack[SendBatchOptions]) -> Summary:
        """Send messages from anything that yields them, holding only what is under way.

        Raises:
            NexusError: with ``sent``, ``fate`` and ``key``; the same call with that key goes on from there.
        """
        self._check()
        return self._driver.run(self._core.send_batch(iter(messages), **options))

    def enqueue(self, message: Message) -> None:
        """Leave a message to the buffer; with a spool, it is on stable storage when this returns.

        Raises:
            InvalidMessage: JSON cannot hold it.
            BufferFull: there is no room, and ``when_full`` is ``"error"``.
            SpoolFailed: it could not be written.
        """
        self._check()
        self._buffer.put(self._core.pack(message)).result()

    @property
    def buffered(self) -> int:
        """Messages that wait in the buffer."""
        return self._buffer.size

    def flush(self, timeout_s: float | None = None) -> None:
        """Send what waits in the buffer, and return when it is acknowledged.

        Raises:
            NexusError: what stands in the way; the messages stay, and are tried again.
            TimeoutError: it takes longer than is waited for; it goes on.
        """
        self._check()
        self._buffer.flush().result(timeout_s)

    def close(self, timeout_s: float = 10.0) -> int:
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
            return self._buffer.close(timeout_s)
        finally:
            self._driver.close()

    def _check(self) -> None:
        if self._is_closed:
            raise NexusError("the client is closed")
