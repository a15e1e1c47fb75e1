"""``WS /agents/link``: the connection that an agent keeps open, over which the centre asks it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.handlers import WebsocketRouteHandler

from nexus.api.management.caller import AgentCaller
from nexus.api.management.policy import Policy
from nexus.errors import StoreError
from nexus.model.agent import Agent
from nexus.services.agent_links.frames import Down, Status, decode_up, encode
from nexus.services.agent_links.switchboard import Link, Switchboard

logger = logging.getLogger(__name__)

CHECK_SECONDS: Final = 60.0
"""How often it is asked whether the agent's token is still valid, besides at every change that is heard of."""

_MOST_WAITING: Final = 1024
"""Frames that wait to be sent to one agent; one that reads no faster is cut off."""

_NOT_VALID: Final = 4401
_GONE_ELSEWHERE: Final = 4409
_TOO_SLOW: Final = 4408
_UNREADABLE: Final = 4400
_TRY_AGAIN: Final = 4503
_FAILED: Final = 1011

Identify = Callable[[str], Agent | None]
"""From a token to its agent; synchronous, None if it is not valid (any more)."""

Seen = Callable[[Agent, Status], Awaitable[None]]
"""Takes note of how an agent says that it is."""


class _Session:
    """One agent's link from its beginning to its end."""

    def __init__(
        self, socket: WebSocket[Any, Any, Any], switchboard: Switchboard, identify: Identify, seen: Seen
    ) -> None:
        self._socket = socket
        self._switchboard = switchboard
        self._identify = identify
        self._seen = seen
        self._waiting: asyncio.Queue[Down] = asyncio.Queue(_MOST_WAITING)
        self._ended: asyncio.Future[tuple[int | None, str]] = asyncio.get_running_loop().create_future()
        self._told = asyncio.Event()
        caller = socket.scope["user"]
        assert isinstance(caller, AgentCaller)
        self.agent = caller.agent
        self.link = Link(self.agent.id, self._send, lambda reason: self._end(_GONE_ELSEWHERE, reason), self._told.set)

    async def run(self) -> None:
        """Serve until one side ends it."""
        await self._socket.accept()
        logger.info("agent %s is connected", self.agent.name)
        try:
            await self._switchboard.attach(self.link)
        except StoreError as error:
            self._end(_TRY_AGAIN, f"the stream store is away: {error}")
        parts = [asyncio.create_task(self._kept(each)) for each in (self._read(), self._write(), self._check())]
        try:
            code, reason = await self._ended
        finally:
            for part in parts:
                part.cancel()
            await asyncio.wait(parts)
            await self._switchboard.detach(self.link)
        logger.info("agent %s is disconnected: %s", self.agent.name, reason)
        if code is not None:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it may have gone meanwhile
                await self._socket.close(code, reason[:120])

    async def _kept(self, part: Awaitable[None]) -> None:
        """Run a part of the session for as long as the session lasts; its end is the session's."""
        try:
            await part
        except WebSocketDisconnect:
            self._end(None, "by the agent")
        except msgspec.MsgspecError as error:
            self._end(_UNREADABLE, f"that is no frame of an agent: {error}")
        except Exception:
            logger.exception("the link of agent %s fails", self.agent.name)
            self._end(_FAILED, "internal error")

    def _send(self, frame: Down) -> None:
        try:
            self._waiting.put_nowait(frame)
        except asyncio.QueueFull:
            self._end(_TOO_SLOW, "the agent does not read what it is sent")

    def _end(self, code: int | None, reason: str) -> None:
        if not self._ended.done():
            self._ended.set_result((code, reason))

    async def _read(self) -> None:
        while True:
            frame = decode_up(await self._socket.receive_data(mode="text"))
            if isinstance(frame, Status):
                await self._seen(self.agent, frame)
            else:
                await self._switchboard.heard(self.link, frame)

    async def _write(self) -> None:
        while True:
            await self._socket.send_data(encode(await self._waiting.get()).decode(), mode="text")

    async def _check(self) -> None:
        """End the link when the token is valid no more: an agent that is disabled, deleted or given another token is out."""
        _, _, token = self._socket.headers.get("authorization", "").partition(" ")
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), CHECK_SECONDS)
            self._told.clear()
            if await asyncio.to_thread(self._identify, token.strip()) is None:
                self._end(_NOT_VALID, "the agent token is not valid any more, or the agent is disabled")


def link_route(switchboard: Switchboard, identify: Identify, seen: Seen) -> WebsocketRouteHandler:
    """Return the route."""

    @websocket("/agents/link", opt={"policy": Policy.AGENT})
    async def link(socket: WebSocket[Any, Any, Any]) -> None:
        await _Session(socket, switchboard, identify, seen).run()

    return link
