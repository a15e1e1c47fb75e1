"""An agent, as tests have it: its links to API processes, and what it is told over them."""

import asyncio
import base64
import contextlib
from urllib.parse import urlsplit

import websockets

from nexus.engine.calls import Caller, DaemonThreads
from nexus.security.agent_seals import unseal
from nexus.security.egress import EgressGuard
from nexus.services.agent_links.answering import Answering
from nexus.services.agent_links.frames import End, decode_down, encode
from nexus.services.open_connections import OpenConnections
from nexus.streams import keys
from nexus.testing import eventually


class Plant:
    """An agent: registered, and connected for as long as the test wants."""

    def __init__(self, api, catalogue, answer, private):
        self.id, self.token = answer["agent"]["id"], answer["token"]
        self.frames = []
        self.silent = False
        self._private = private
        call, guard = Caller(DaemonThreads()), EgressGuard(("127.0.0.0/8",))
        self.connections = OpenConnections.of(catalogue, guard, call)
        self.answering = Answering(self._open, self.connections)
        self.socket = None

    def _open(self, sealed):
        return unseal(self.id, self._private.private_bytes_raw(), sealed)

    async def connect(self, api, token=None):
        address = urlsplit(str(api.client.base_url)).netloc
        headers = {"Authorization": f"Bearer {token or self.token}"}
        self.socket = await websockets.connect(f"ws://{address}/api/v1/agents/link", additional_headers=headers)
        self.reading = asyncio.create_task(self._read(self.socket))
        link = keys.agent_link(self.id)
        await eventually(lambda: api.store.call(link, "GET", link))

    async def _read(self, socket):
        with contextlib.suppress(websockets.ConnectionClosed):
            async for text in socket:
                frame = decode_down(text)
                self.frames.append(frame)
                if not self.silent:
                    self.answering.received(frame, lambda up: self.send(socket, up))

    async def send(self, socket, frame):
        try:
            await socket.send(encode(frame).decode())
        except websockets.ConnectionClosed as error:
            raise ConnectionResetError(str(error)) from None

    def lose_answers(self, monkeypatch, times):
        """Cut the line instead of telling that something is done, so many times; return what was to be told."""
        sent, cut = self.send, []

        async def cutting(socket, frame):
            if isinstance(frame, End) and len(cut) < times:
                cut.append(frame)
                socket.transport.abort()
                raise ConnectionResetError
            await sent(socket, frame)

        monkeypatch.setattr(self, "send", cutting)
        return cut

    async def closed(self):
        await self.socket.wait_closed()
        return self.socket.close_code

    async def close(self):
        await self.answering.end()
        await self.connections.close()
        if self.socket is not None:
            await self.socket.close()
            await asyncio.wait([self.reading])


async def register(api, plant):
    key = base64.b64encode(plant._private.public_key().public_bytes_raw()).decode()
    headers = {"Authorization": f"Bearer {plant.token}"}
    answer = await api.client.post("/api/agents/register", headers=headers, json={"public_key": key})
    assert answer.status_code == 204, answer.text
