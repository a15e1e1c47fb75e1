"""The process: SIGTERM ends it gracefully, with what was under way finished, and with exit status 0."""

import asyncio
import json
import signal
import sys

from nexus.testing import eventually

PROGRAM = """
import sys
from nexus.api.app import ApiParts, create_app
from nexus.api.server import serve
from nexus.model.connection import Application
from nexus.model.credentials import KeyHolder
from nexus.security.api_keys import generate_key
from nexus.streams.producer import StreamProducer
from nexus.streams.store import connect
import contextlib, socket

key = generate_key()

class Definitions:
    def workspace(self, workspace_id):
        return None
    def holder_of_key(self, key_id, digest):
        return KeyHolder(Application("shop", "workspace", "shop"))
    def workflows_of_application(self, application_id):
        return ["server-test"]

store = connect(sys.argv[1])

@contextlib.asynccontextmanager
async def closing(_):
    yield
    await store.close()

listener = socket.create_server(("127.0.0.1", 0))
app = create_app(ApiParts(StreamProducer(store), Definitions(), lifespan=[closing]))
print(key.text, listener.getsockname()[1], flush=True)
serve(app, sockets=[listener])
print("ended", app.state.stopping.is_set(), flush=True)
"""


async def test_sigterm_finishes_the_request_under_way_and_returns_to_the_caller(valkey):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-c", PROGRAM, valkey.url(), stdout=asyncio.subprocess.PIPE
    )
    key, port = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().split()

    async def opened():
        try:
            return await asyncio.open_connection("127.0.0.1", int(port))
        except ConnectionError:
            return None

    reader, writer = await eventually(opened)
    head = f"POST /ingress HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\r\n"
    writer.write(head.encode())
    assert (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)).startswith(b"HTTP/1.1 100")

    process.send_signal(signal.SIGTERM)
    writer.write(b'{"id":1}')
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()

    assert answer.startswith(b"HTTP/1.1 202")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["accepted"] == 1
    assert await asyncio.wait_for(process.stdout.read(), 20) == b"ended True\n"
    assert await process.wait() == 0
