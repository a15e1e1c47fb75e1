"""Two API processes on one port: what is no ingress goes to the other, with the bytes that have come already."""

import asyncio
import contextlib
import json

import pytest
from litestar import get, post
from litestar.params import JSONBody

from nexus.api.handover import Giver, Others, Taker, channel
from nexus.api.ingress.counts import IngressCounts
from nexus.testing import eventually

from .conftest import running


def routes(name):
    @get("/who", opt={"policy": "public"})
    async def who() -> str:
        return name

    @post("/echo", opt={"policy": "public"}, status_code=200)
    async def echo(data: JSONBody[dict[str, str]]) -> dict[str, str]:
        return {"by": name, **data}

    return [who, echo]


@pytest.fixture
def ends():
    giving, taking = channel()
    yield giving, taking
    giving.close()
    taking.close()


@pytest.fixture
async def both(store, ends):
    """The one for messages, whose port is used, and the one for people."""
    giving, taking = ends
    async with running(store, routes=routes("people")) as people:
        people.server._taker = Taker(taking, people.server._adopt, people.server.config.app.state.others)
        people.server._taker.start()
        giver = Giver(giving, "api-2")
        async with running(store, routes=routes("messages"), give=giver.give) as messages:
            yield messages, people


async def said(reader):
    """Return the body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))[15:])
    return await reader.readexactly(length)


@contextlib.asynccontextmanager
async def connected(api):
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    yield reader, writer
    writer.close()


def who():
    return b"GET /api/who HTTP/1.1\r\nHost: x\r\n\r\n"


def message(api, number):
    body = json.dumps({"id": number}).encode()
    head = f"POST /ingress HTTP/1.1\r\nHost: x\r\nX-API-Key: {api.key}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def test_what_is_no_ingress_is_answered_by_the_other_process(both):
    messages, people = both
    assert (await messages.client.get("/api/who")).text == "people"
    assert (await messages.client.get("/api/v1/who?x=1")).text == "people"
    assert len(people.server.server_state.connections) == 1
    await eventually(lambda: not messages.server.server_state.connections)
    assert (await messages.client.post("/api/echo", json={"a": "b"})).json() == {"by": "people", "a": "b"}


async def test_ingress_stays_where_it_comes_in_until_its_connection_asks_for_something_else(both):
    messages, people = both
    async with connected(messages) as (reader, writer):
        for number in range(3):
            writer.write(message(messages, number))
            assert json.loads(await said(reader))["accepted"] == 1
        assert not people.server.server_state.connections
        writer.write(who())
        assert await said(reader) == b"people"
        assert len(await messages.entries()) == 3


async def test_requests_that_come_with_the_first_go_along_and_are_answered_in_order(both):
    messages, _ = both
    async with connected(messages) as (reader, writer):
        writer.write(who() + b"POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
        await asyncio.sleep(0.05)
        writer.write(b'{"a":"b"}')
        assert await said(reader) == b"people"
        assert json.loads(await said(reader)) == {"by": "people", "a": "b"}


async def test_a_connection_that_waits_for_an_answer_is_not_moved(both):
    messages, _ = both
    async with connected(messages) as (reader, writer):
        writer.write(message(messages, 1) + who())
        assert json.loads(await said(reader))["accepted"] == 1
        assert await said(reader) == b"messages"


async def test_a_request_line_in_pieces_is_answered_here(both):
    messages, _ = both
    async with connected(messages) as (reader, writer):
        writer.write(who()[:7])
        await asyncio.sleep(0.05)
        writer.write(who()[7:])
        assert await said(reader) == b"messages"


async def test_what_the_channel_cannot_take_is_answered_here(both, ends):
    messages, people = both
    people.server._taker.stop()
    giving, _ = ends
    filling = b"n1 x " + IngressCounts().encoded() + b" " * 60_000
    with contextlib.suppress(BlockingIOError):
        while True:
            giving.send(filling)
    assert (await messages.client.get("/api/who")).text == "messages"


async def test_what_waits_is_taken_when_the_other_process_is_there_again(both):
    messages, people = both
    people.server._taker.stop()
    asked = asyncio.create_task(messages.client.get("/api/who"))
    await eventually(lambda: not messages.server.server_state.connections)
    assert not asked.done()
    people.server._taker.start()
    assert (await asked).text == "people"


async def test_the_client_is_known_by_its_own_address(both):
    messages, people = both
    async with connected(messages) as (reader, writer):
        writer.write(who())
        await said(reader)
        [connection] = people.server.server_state.connections
        assert connection.client == writer.get_extra_info("sockname")


async def test_the_other_process_tells_what_all_count(both, ends):
    messages, people = both
    await messages.post({"id": 1})
    telling = asyncio.create_task(Giver(ends[0], "api-2").tell(messages.server.config.app.state.metrics.ingress))

    async def told():
        return "nexus_ingress_messages_accepted_total 1.0" in (await people.client.get("/metrics")).text

    await eventually(told)
    telling.cancel()


def counts(accepted, status=202):
    made = IngressCounts()
    made.observe(status, "", accepted, 0, 0.002)
    made.connections = 1
    return made


def test_what_an_ended_process_counted_stays_counted():
    others = Others()
    others.heard("api-2", 1, counts(3))
    others.heard("api-2", 1, counts(5))
    others.heard("api-3", 2, counts(10))
    others.heard("api-2", 9, counts(1, 429))
    total = others.with_own(counts(100))
    assert (total.accepted, total.connections, dict(total.answers)) == (116, 3, {202: 3, 429: 1})
    assert (sum(total.buckets), round(total.seconds, 3)) == (4, 0.008)


def test_counts_come_out_as_they_went_in():
    made = counts(3)
    made.refused["throttled"] = 2
    assert vars(IngressCounts.decoded(made.encoded())) == vars(made)
