"""One connection to one server: pipelined, answered in order, never resending anything.

redis-py's asyncio pipeline costs 22 µs a message where this costs less than one; everything hot goes through here.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, cast

import hiredis

from nexus.errors import StoreError
from nexus.streams.address import Address, Endpoint
from nexus.streams.replies import Command, ErrorReply, as_error

Answered = Callable[[list[Any] | StoreError], None]
"""Called once on the event loop: with one reply per command (errors among them as `ErrorReply`), or with what broke."""

CONNECT_SECONDS = 5.0

_pack: Callable[[Command], bytes] = hiredis.pack_command  # type: ignore[assignment]  # its stub means tuple[X, ...]


class Connection(asyncio.Protocol):
    """A RESP connection; `opened` gives one that is signed in.

    reliability 3: a command whose reply did not come is never sent again from here; its caller is told that the outcome
    is unknown.
    """

    def __init__(self, name: str, timeout: float, pushed: Callable[[Any], None] | None = None) -> None:
        self.name = name
        self.closed = asyncio.get_running_loop().create_future()
        self._timeout = timeout
        self._pushed = pushed
        self._reader = hiredis.Reader(replyError=ErrorReply)
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[int, float, Answered]] = deque()
        self._replies: list[Any] = []
        self._watch: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; what is written goes out at once, not at the end of the loop's turn."""
        transport.set_write_buffer_limits(0)  # type: ignore[attr-defined]  # uvloop's and asyncio's have it
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one by its methods, not by its class

    @property
    def is_open(self) -> bool:
        """Whether commands can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def send(self, commands: Sequence[Command], answered: Answered) -> None:
        """Send commands in one write; ``answered`` gets their replies."""
        if self._transport is None or self._transport.is_closing():
            self._loop.call_soon(answered, StoreError(f"the connection to the stream store {self.name} is closed"))
            return
        self._waiting.append((len(commands), self._loop.time(), answered))
        self._transport.write(b"".join([_pack(command) for command in commands]))
        if self._watch is None:
            self._watch = self._loop.call_later(self._timeout, self._check_time)

    def data_received(self, data: bytes) -> None:
        """Hand complete replies to those who wait for them."""
        self._reader.feed(data)
        try:
            while (reply := self._reader.gets()) is not False:
                if self._pushed is not None and type(reply) is hiredis.PushNotification:
                    self._pushed(reply)
                    continue
                self._replies.append(reply)
                count, _, answered = self._waiting[0]
                if len(self._replies) == count:
                    replies, self._replies = self._replies, []
                    self._waiting.popleft()
                    self._tell(answered, replies)
        except hiredis.ProtocolError as error:
            self._loop.call_exception_handler({"message": f"{self.name} does not speak RESP", "exception": error})
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everyone who waits that the outcome is unknown."""
        if self._watch is not None:
            self._watch.cancel()
        if not self.closed.done():
            self.closed.set_result(None)
        error = StoreError(
            f"the connection to the stream store {self.name} was lost{f': {exc}' if exc else ''}; "
            "whether commands under way were applied is unknown"
        )
        waiting, self._waiting = self._waiting, deque()
        for _, _, answered in waiting:
            self._tell(answered, error)

    def subscribe(self, channel: str) -> None:
        """Subscribe to a channel; a refusal shows as the reply to the next command (push replies are not counted)."""
        if self._transport is not None:
            self._transport.write(_pack(("SUBSCRIBE", channel)))

    def abort(self) -> None:
        """End the connection now."""
        if self._transport is not None:
            self._transport.abort()

    def _tell(self, answered: Answered, outcome: list[Any] | StoreError) -> None:
        # one caller's fault must not break the connection that all share
        try:
            answered(outcome)
        except Exception as error:  # noqa: BLE001 — reported to the loop's handler
            self._loop.call_exception_handler({"message": "a callback of the stream store failed", "exception": error})

    def _check_time(self) -> None:
        # reliability 4: a reply that never comes (black hole, stopped server) ends the connection
        self._watch = None
        if not self._waiting:
            return
        age = self._loop.time() - self._waiting[0][1]
        if age >= self._timeout:
            self.abort()
        else:
            self._watch = self._loop.call_later(self._timeout - age, self._check_time)


async def opened(
    endpoint: Endpoint,
    address: Address,
    *,
    password: str | None = None,
    pushed: Callable[[Any], None] | None = None,
) -> Connection:
    """Connect to ``endpoint`` and sign in as ``address`` says.

    Args:
        endpoint: the server.
        address: where the credentials, the database, TLS and the timeout come from.
        password: another password than the address's (for sentinels); then no database is selected either.
        pushed: called with what the server sends unasked (pub/sub); it must not raise.

    Raises:
        StoreError: the server cannot be reached, or refuses the credentials.
    """
    loop = asyncio.get_running_loop()

    def protocol() -> Connection:
        return Connection(str(endpoint), address.timeout, pushed)

    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            if endpoint.path:
                _, connection = await loop.create_unix_connection(protocol, endpoint.path)
            else:
                _, connection = await loop.create_connection(protocol, endpoint.host, endpoint.port, ssl=address.tls)
            await _sign_in(connection, address, password, pushes=pushed is not None)
    except TimeoutError as error:
        raise StoreError(f"the stream store {endpoint} does not answer within {CONNECT_SECONDS:.0f} s") from error
    except OSError as error:
        raise StoreError(f"the stream store {endpoint} cannot be reached: {error}") from error
    return connection


async def _sign_in(connection: Connection, address: Address, password: str | None, *, pushes: bool) -> None:
    commands: list[Command] = []
    secret = address.password if password is None else password
    if secret:
        user = (address.username,) if address.username and password is None else ()
        commands.append(("AUTH", *user, secret))
    if address.database and password is None:
        commands.append(("SELECT", address.database))
    if pushes:
        commands.append(("HELLO", 3))  # only RESP 3 tells pushed messages from replies
    if not commands:
        return
    try:
        replies = await ask(connection, commands)
    except BaseException:
        connection.abort()
        raise
    refusals = [as_error(reply) for reply in replies if type(reply) is ErrorReply]
    if refusals:
        connection.abort()
        raise refusals[0]


async def ask(connection: Connection, commands: Sequence[Command]) -> list[Any]:
    """Send commands and return their replies.

    Raises:
        StoreError: the connection broke before all replies had come.
    """
    future: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()

    def answered(outcome: list[Any] | StoreError) -> None:
        if future.done():
            return
        if isinstance(outcome, StoreError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    connection.send(commands, answered)
    return await future
