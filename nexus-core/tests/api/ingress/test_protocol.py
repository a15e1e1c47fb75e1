"""HTTP as clients really speak it: pipelined, chunked, slow, cut, too large, gone."""

import asyncio
import contextlib
import json

import httpx
import pytest
from litestar import get, post
from litestar.params import JSONBody

from nexus.api.ingress.door import Bounds
from nexus.api.ingress.unpacking import Caps
from nexus.errors import StoreFull
from nexus.streams.producer import StreamProducer
from nexus.testing import eventually

from ..conftest import running  # noqa: TID252 — the fixtures' own module


class Wire:
    """A raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 10)
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return int(status.split()[1]), headers, body

    async def ended(self) -> bytes:
        return await asyncio.wait_for(self.reader.read(), 10)

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


@pytest.fixture
async def connect():
    """Opens connections and closes them after the test."""
    wires = []

    async def open_wire(api) -> Wire:
        wires.append(Wire(*await asyncio.open_connection("127.0.0.1", api.port)))
        return wires[-1]

    yield open_wire
    for wire in wires:
        with contextlib.suppress(ConnectionError):
            await wire.close()


def request(api, number: int, *headers: str, version: str = "1.1", body: bytes | None = None) -> bytes:
    body = b'{"id": %d}' % number if body is None else body
    lines = [
        f"POST /ingress HTTP/{version}",
        "Host: nexus",
        f"X-API-Key: {api.key}",
        "Content-Type: application/json",
        *headers,
    ]
    if not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_the_connection_stays_for_the_next_request(fast, connect):
    wire = await connect(fast)

    for number in range(3):
        wire.send(request(fast, number))
        assert (await wire.answer())[0] == 202


async def test_pipelined_requests_are_answered_in_their_order(fast, connect):
    wire = await connect(fast)
    wire.send(b"".join(request(fast, number) for number in range(200)))

    ids = [json.loads((await wire.answer())[2])["ids"][0] for _ in range(200)]

    entries = {entry[b"m"].decode(): json.loads(entry[b"p"])["id"] for entry in await fast.entries()}
    assert [entries[each] for each in ids] == list(range(200))


async def test_ingress_and_other_requests_keep_their_order_on_one_connection(fast, connect):
    wire = await connect(fast)
    live = b"GET /api/health/live HTTP/1.1\r\nHost: nexus\r\n\r\n"
    bad = request(fast, 0, body=b"nonsense")
    wire.send(live + request(fast, 1) + live + live + bad + request(fast, 2) + live)

    answers = [await wire.answer() for _ in range(7)]

    assert [status for status, _, _ in answers] == [200, 202, 200, 200, 400, 202, 200]


async def test_pipelined_requests_are_taken_in_their_order_whatever_they_look_like(fast, connect):
    wire = await connect(fast)
    plain = [request(fast, number) for number in range(300)]
    traced = request(fast, 300, "X-Request-Id: r")
    batch = request(fast, 0, body=b'[{"id": 301}, {"id": 302}]')
    wire.send(b"".join([*plain, traced, request(fast, 303), batch, request(fast, 304)]))

    for _ in range(304):
        assert (await wire.answer())[0] == 202

    taken = [json.loads(entry[b"p"])["id"] for entry in await fast.entries()]
    assert taken == [*range(301), 303, 301, 302, 304]


async def test_a_bad_message_harms_none_that_come_with_it(fast, connect):
    wire = await connect(fast)
    bodies = [b'{"id": 1}', b'{"id": "x"}', b'{"id": 2, "id": 3}', b'{"id": 4}', b"{}", b'{"id": 4}']
    wire.send(b"".join(request(fast, 0, body=body) for body in bodies))

    answers = [await wire.answer() for _ in bodies]

    assert [status for status, _, _ in answers] == [202, 422, 400, 202, 422, 202]
    assert [json.loads(body).get("duplicates") for _, _, body in answers] == [0, None, None, 0, None, 1]
    assert [entry[b"p"] for entry in await fast.entries()] == [bodies[0], bodies[3]]


async def test_a_store_that_refuses_is_told_to_every_sender_of_a_turn(store, connect):
    producer = StreamProducer(store, refusal=lambda: StoreFull("above the watermark"))
    async with running(store, producer=producer) as api:
        wire = await connect(api)
        wire.send(b"".join(request(api, number) for number in range(5)))

        assert [(await wire.answer())[0] for _ in range(5)] == [503] * 5


async def test_a_request_may_come_byte_by_byte(fast, connect):
    wire = await connect(fast)
    for byte in request(fast, 1):
        wire.send(bytes([byte]))
        await asyncio.sleep(0)

    assert (await wire.answer())[0] == 202


async def test_a_chunked_body_is_taken(fast, connect):
    wire = await connect(fast)
    wire.send(request(fast, 1, "Transfer-Encoding: chunked", body=b'4\r\n{"id\r\n6\r\n": 12}\r\n0\r\n\r\n'))

    assert (await wire.answer())[0] == 202
    assert [entry[b"p"] for entry in await fast.entries()] == [b'{"id": 12}']


async def test_expect_100_continue_is_answered_before_the_body(fast, connect):
    wire = await connect(fast)
    whole = request(fast, 1, "Expect: 100-continue")
    wire.send(whole[: -len(b'{"id": 1}')])

    assert (await wire.answer())[0] == 100
    wire.send(b'{"id": 1}')
    assert (await wire.answer())[0] == 202


async def test_expect_100_continue_of_a_second_request_waits_for_the_first_answer(fast, connect):
    wire = await connect(fast)
    wire.send(request(fast, 1) + request(fast, 2, "Expect: 100-continue")[: -len(b'{"id": 2}')])

    assert [(await wire.answer())[0] for _ in range(2)] == [202, 100]
    wire.send(b'{"id": 2}')
    assert (await wire.answer())[0] == 202


async def test_who_expects_100_and_is_refused_need_not_send_the_body(fast, connect):
    wire = await connect(fast)
    fast_key = request(fast, 1, "Expect: 100-continue", "Content-Length: 100000", body=b"").replace(
        fast.key.encode(), b"wrong"
    )
    wire.send(fast_key)

    status, headers, _ = await wire.answer()
    assert (status, headers["connection"]) == (401, "close")
    assert await wire.ended() == b""


async def test_a_body_announced_too_large_is_refused_before_it_comes(connect, store):
    async with running(store, caps=Caps(body_bytes=1000)) as api:
        wire = await connect(api)
        wire.send(request(api, 1, "Content-Length: 1001", body=b"{"))

        status, headers, _ = await wire.answer()
        assert (status, headers["connection"]) == (413, "close")
        assert await wire.ended() == b""


async def test_a_chunked_body_is_refused_when_it_passes_the_cap_and_the_sender_sees_why(connect, store):
    async with running(store, caps=Caps(body_bytes=1000)) as api:
        wire = await connect(api)
        wire.send(request(api, 1, "Transfer-Encoding: chunked", body=b""))
        for _ in range(50):
            wire.send(b"64\r\n" + b" " * 100 + b"\r\n")

        assert (await wire.answer())[0] == 413
        assert await api.entries() == []


@pytest.mark.parametrize("head", [f"X-Long: {'x' * 70_000}", "\r\n".join(f"X-{n}: 1" for n in range(120))])
async def test_headers_beyond_the_bounds_are_431(fast, connect, head):
    wire = await connect(fast)
    wire.send(request(fast, 1, head))

    assert (await wire.answer())[0] == 431


async def test_a_header_that_never_ends_is_431_and_not_kept(fast, connect):
    wire = await connect(fast)
    wire.send(b"POST /ingress HTTP/1.1\r\nX-Long: ")
    for _ in range(20):
        wire.send(b"x" * 20_000)
        await asyncio.sleep(0)

    assert (await wire.answer())[0] == 431


async def test_what_is_not_http_is_400_after_the_answers_before_it(fast, connect):
    wire = await connect(fast)
    wire.send(request(fast, 1) + b"nonsense\r\n\r\n")

    assert (await wire.answer())[0] == 202
    status, headers, body = await wire.answer()
    assert (status, headers["connection"]) == (400, "close")
    assert json.loads(body)["type"] == "urn:nexus:problem:malformed-request"


async def test_content_length_and_chunked_together_are_refused(fast, connect):
    wire = await connect(fast)
    wire.send(request(fast, 1, "Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"))

    assert (await wire.answer())[0] == 400


async def test_connection_close_is_honoured(fast, connect):
    wire = await connect(fast)
    wire.send(request(fast, 1, "Connection: close") + request(fast, 2))

    status, headers, _ = await wire.answer()
    assert (status, headers["connection"]) == (202, "close")
    assert await wire.ended() == b""
    assert len(await fast.entries()) == 1


async def test_http_1_0_is_answered_and_closed(fast, connect):
    wire = await connect(fast)
    wire.send(request(fast, 1, version="1.0"))

    assert (await wire.answer())[0] == 202
    assert await wire.ended() == b""


async def test_a_client_that_only_stops_sending_still_gets_its_answers(fast, connect):
    wire = await connect(fast)
    wire.send(request(fast, 1) + request(fast, 2))
    wire.writer.write_eof()

    assert [(await wire.answer())[0] for _ in range(2)] == [202, 202]
    assert await wire.ended() == b""


async def test_an_upgrade_that_is_not_offered_is_ignored(fast, connect):
    wire = await connect(fast)
    wire.send(
        request(fast, 1, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AA") + request(fast, 2)
    )

    assert [(await wire.answer())[0] for _ in range(2)] == [202, 202]


async def test_of_a_cut_request_nothing_is_taken(fast, connect):
    wire = await connect(fast)
    wire.send(request(fast, 1)[:-2])
    await eventually(lambda: any(each._receiving for each in fast.door._connections))
    await wire.close()

    await eventually(lambda: not fast.door._connections)
    assert await fast.entries() == []


class Held:
    """A producer that answers when the test says so."""

    def __init__(self) -> None:
        self.waiting = []

    def submit(self, workflow_id, messages, done):
        self.waiting.append((messages, done))

    def release(self):
        from nexus.model.message import Receipt

        waiting, self.waiting = self.waiting, []
        for messages, done in waiting:
            done([Receipt(each.id) for each in messages])


async def test_a_client_that_is_gone_before_its_answer_harms_nobody(connect, store):
    held = Held()
    async with running(store, producer=held) as api:
        gone, stays = await connect(api), await connect(api)
        gone.send(request(api, 1))
        await eventually(lambda: len(held.waiting) == 1)
        gone.writer.transport.abort()
        await eventually(lambda: len(api.door._connections) == 1 or not gone.reader.at_eof())
        stays.send(request(api, 2))
        await eventually(lambda: len(held.waiting) == 2)

        held.release()

        assert (await stays.answer())[0] == 202


async def test_answers_wait_for_the_store_and_come_in_order_even_if_it_answers_out_of_order(connect, store):
    from nexus.model.message import Receipt

    held = Held()
    async with running(store, producer=held) as api:
        wire = await connect(api)
        wire.send(request(api, 1) + request(api, 2))
        await eventually(lambda: len(held.waiting) == 2)
        for messages, done in reversed(held.waiting):
            done([Receipt(each.id) for each in messages])

        ids = [json.loads((await wire.answer())[2])["ids"][0] for _ in range(2)]
        assert ids == [messages[0].id for messages, _ in held.waiting]


async def test_a_slow_request_is_408_and_an_idle_connection_is_closed(connect, store):
    async with running(store, bounds=Bounds(request_seconds=0.2, idle_seconds=0.2)) as api:
        slow, idle = await connect(api), await connect(api)
        slow.send(request(api, 1)[:-1])

        status, headers, _ = await slow.answer()
        assert (status, headers["connection"]) == (408, "close")
        assert await idle.ended() == b""


async def test_a_client_that_does_not_read_is_not_read_from_and_is_cut_off_in_the_end(connect, store):
    async with running(store, bounds=Bounds(write_seconds=0.5)) as api:
        wire = await connect(api)
        wire.writer.transport.pause_reading()
        big = request(api, 0, body=json.dumps([{"id": "x"}] * 100).encode())

        async def flood() -> None:
            while True:
                wire.send(big * 20)
                await wire.writer.drain()

        flooding = asyncio.create_task(flood())
        await eventually(lambda: any(each._write_paused_at for each in api.door._connections))
        await eventually(lambda: not api.door._connections)
        flooding.cancel()
        await asyncio.wait([flooding])
        wire.writer.transport.abort()


async def test_shutdown_answers_what_has_begun_then_closes(connect, store):
    held = Held()
    async with running(store, producer=held) as api:
        busy, idle, half = await connect(api), await connect(api), await connect(api)
        busy.send(request(api, 1))
        half.send(request(api, 2)[:-3])
        await eventually(lambda: len(held.waiting) == 1 and len(api.door._connections) == 3)
        await eventually(lambda: any(each._receiving for each in api.door._connections))

        api.server.should_exit = True
        assert await idle.ended() == b""
        half.send(request(api, 2)[-3:])
        await eventually(lambda: len(held.waiting) == 2)
        held.release()

        for wire in (busy, half):
            status, headers, _ = await wire.answer()
            assert (status, headers["connection"]) == (202, "close")
            assert await wire.ended() == b""


@get("/slow", sync_to_thread=False)
def slow_route() -> str:
    return "slow"


@post("/echo")
async def echo(data: JSONBody[dict[str, str]]) -> dict[str, str]:
    return data


async def test_every_other_request_goes_to_the_application(store):
    async with running(store, root_routes=[slow_route, echo]) as api:
        answers = [
            await api.client.get("/slow"),
            await api.client.post("/echo", json={"a": "b"}),
            await api.client.get("/ingress"),
            await api.client.get("/nowhere"),
        ]

    assert [each.status_code for each in answers] == [200, 201, 405, 404]
    assert answers[1].json() == {"a": "b"}
    assert answers[3].json()["type"] == "urn:nexus:problem:not-found"


async def test_many_clients_at_once_are_each_answered_about_their_own_message(fast):
    limits = httpx.Limits(max_connections=32)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{fast.port}", limits=limits, timeout=20) as client:
        headers = {"X-API-Key": fast.key}
        answers = await asyncio.gather(*(client.post("/ingress", json={"id": n}, headers=headers) for n in range(300)))

    entries = {entry[b"m"].decode(): json.loads(entry[b"p"])["id"] for entry in await fast.entries()}
    assert [entries[each.json()["ids"][0]] for each in answers] == list(range(300))
