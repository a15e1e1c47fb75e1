import asyncio
import gzip
import time
import zlib

import httpcore
import pytest

from nexus import ConfigurationError, Unavailable
from nexus.testing import Answer, HttpServer, TcpProxy, eventually
from nexus_rest.client import Client, Request, Response, decoded

GET = Request(b"GET", b"/", [(b"Host", b"x")])


@pytest.fixture
def client(client_of, rest_config):
    return lambda **settings: client_of(rest_config(**settings))


async def test_connections_are_kept_and_used_again(server, client):
    with TcpProxy(server.port) as proxy:
        kept = client(base_url=f"http://127.0.0.1:{proxy.port}")
        for _ in range(10):
            await kept.send(GET)
        assert proxy.accepted == 1
        assert len(server.requests) == 10


async def test_a_connection_that_the_server_has_closed_meanwhile_is_not_used(server, client):
    with TcpProxy(server.port) as proxy:
        kept = client(base_url=f"http://127.0.0.1:{proxy.port}")
        await kept.send(GET)
        (idle,) = kept._idle
        proxy.cut()
        await eventually(idle.has_expired)
        assert (await kept.send(GET)).status == 200
        assert proxy.accepted == 2


async def test_a_connection_idle_for_too_long_is_not_used(server, client):
    with TcpProxy(server.port) as proxy:
        kept = client(base_url=f"http://127.0.0.1:{proxy.port}", keep_alive=0)
        await kept.send(GET)
        await kept.send(GET)
        assert proxy.accepted == 2


async def test_a_server_that_asks_to_close_is_left(server, client):
    server.default = Answer(headers={"Connection": "close"})
    kept = client()
    await kept.send(GET)
    assert (await kept.send(GET)).status == 200
    assert kept._idle == []


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
async def test_proxy_variables_are_ignored(server, client, monkeypatch, variable):
    with HttpServer(Answer(599)) as trap:
        monkeypatch.setenv(variable, trap.url())
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert (await client().send(GET)).status == 200
        assert trap.requests == []


class Rebinding:
    """A guard's resolver behind which the name changes its mind after each look-up."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = 0

    def resolve(self, host, port):
        self.asked += 1
        answer = self.answers.pop(0)
        if answer == "169.254.169.254":
            raise ConfigurationError(f"{host} is not permitted: {answer}")
        return answer


async def test_the_connection_goes_to_the_address_that_was_permitted_with_the_original_host(server, context, client_of):
    from nexus.config import structure
    from nexus_rest.config import RestConfig

    context.egress = Rebinding("127.0.0.1", "169.254.169.254")
    config = structure(RestConfig, {"base_url": f"http://api.example:{server.port}"})
    rebound = client_of(config)
    host = rebound.endpoint.authority.encode()
    request = Request(b"GET", b"/", [(b"Host", host)])
    await rebound.send(request)
    await rebound.send(request)  # the kept connection asks nobody
    assert context.egress.asked == 1
    assert server.requests[0].headers["host"] == f"api.example:{server.port}"
    await rebound.close()
    with pytest.raises(ConfigurationError, match="not permitted"):
        await rebound.send(request)
    assert len(server.requests) == 2


async def test_an_address_that_is_not_permitted_is_never_connected_to(server, context, rest_config):
    from nexus.testing import EgressGuard

    with TcpProxy(server.port) as proxy:
        guarded = Client(rest_config(base_url=f"http://localhost:{proxy.port}"), EgressGuard())
        with pytest.raises(ConfigurationError, match="NEXUS_EGRESS_ALLOW"):
            await guarded.send(GET)
        assert proxy.accepted == 0


async def test_a_refused_connection_is_unavailable_and_works_again_once_healed(server, client):
    kept = client()
    server.refuse()
    with pytest.raises(Unavailable, match=f"127.0.0.1:{server.port}"):
        await kept.send(GET)
    server.heal()
    assert (await kept.send(GET)).status == 200


@pytest.mark.parametrize("bytes_before", [0, 5, 60])
async def test_an_answer_cut_off_anywhere_is_unavailable(server, client, bytes_before):
    server.default = Answer(200, b"x" * 100, reset_after=bytes_before)
    with pytest.raises(Unavailable):
        await client().send(GET)


async def test_a_200_whose_body_is_cut_off_is_unavailable_and_its_connection_is_not_kept(client):
    async def cut(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
        writer.close()

    async with await asyncio.start_server(cut, "127.0.0.1", 0) as listener:
        cutting = client(base_url=f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
        with pytest.raises(Unavailable):
            await cutting.send(GET)
        assert cutting._idle == []


async def test_something_that_is_no_http_is_unavailable(client):
    async def babble(reader, writer):
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as listener:
        with pytest.raises(Unavailable):
            await client(base_url=f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}").send(GET)


async def test_silence_ends_with_the_read_timeout(server, client):
    with TcpProxy(server.port) as proxy:
        proxy.black_hole()
        with pytest.raises(Unavailable, match="no answer within"):
            await client(base_url=f"http://127.0.0.1:{proxy.port}", timeouts={"read": 0.1}).send(GET)


async def test_a_slow_body_ends_with_the_total_timeout_although_each_piece_is_in_time(server, client):
    server.default = Answer(200, b"x" * 1000, chunk_delay_s=0.02)
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"no complete answer within 0\.3 s"):
        await client(timeouts={"total": 0.3, "read": 0.2}).send(GET)
    assert time.monotonic() - started < 5


async def test_a_pool_that_stays_busy_is_unavailable(server, client):
    server.default = Answer(delay_s=1.0)
    busy = client(concurrency=1, timeouts={"pool": 0.05})
    first = asyncio.create_task(busy.send(GET))
    await eventually(busy._free.locked)
    with pytest.raises(Unavailable, match="busy"):
        await busy.send(GET)
    assert (await first).status == 200


async def test_a_cancelled_request_gives_its_place_back_and_drops_its_connection(server, client):
    server.script(Answer(delay_s=30))
    one = client(concurrency=1)
    waiting = asyncio.create_task(one.send(GET))
    await eventually(lambda: server.requests)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await one.send(GET)).status == 200


async def test_no_more_is_read_than_allowed_and_the_status_counts_all_the_same(server, client):
    server.default = Answer(201, b"x" * 100_000)
    limited = client(max_response_bytes=1024)
    response = await limited.send(GET)
    assert (response.status, len(response.body), response.whole) == (201, 1024, False)
    assert limited._idle == []


async def test_endless_headers_are_refused(client):
    async def endless(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000)
        writer.close()

    async with await asyncio.start_server(endless, "127.0.0.1", 0) as listener:
        with pytest.raises(Unavailable):
            await client(base_url=f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}").send(GET)


async def test_a_closed_client_keeps_no_connection(server, client):
    closing = client()
    server.default = Answer(delay_s=0.05)
    running = asyncio.create_task(closing.send(GET))
    await eventually(lambda: server.requests)
    await closing.close()
    await running
    assert closing._idle == []


def answer(body: bytes, encoding: str, *, whole: bool = True) -> Response:
    return Response(200, [("content-encoding", encoding)], body, whole)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(b"text", mtime=0), "gzip"), (zlib.compress(b"text"), "deflate"), (b"text", "identity")],
)
def test_compressed_answers_are_unpacked_although_none_were_asked_for(body, encoding):
    assert decoded(answer(body, encoding), 100) == b"text"


def test_a_compression_bomb_is_refused_before_it_is_unpacked():
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(ValueError, match="larger than 100000 bytes once unpacked"):
        decoded(answer(bomb, "gzip"), 100_000)


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (answer(b"x", "br"), "'br'"),
        (answer(b"not gzip", "gzip"), "broken"),
        (answer(gzip.compress(b"text" * 10, mtime=0)[:-4], "gzip"), "cut off"),
        (answer(b"x", "identity", whole=False), "larger"),
        (answer(gzip.compress(b"x", mtime=0), "gzip, gzip"), "gzip, gzip"),
    ],
)
def test_an_answer_that_cannot_be_unpacked_says_why(response, why):
    with pytest.raises(ValueError, match=why):
        decoded(response, 100)


def test_httpcore_offers_what_the_pool_relies_on():
    assert {"has_expired", "is_idle", "aclose", "handle_async_request"} <= set(dir(httpcore.AsyncHTTP11Connection))
