import socket
import time

import httpx
import pytest

from nexus.testing import wait_until


@pytest.fixture
def proxy(http_server, tcp_proxy):
    return tcp_proxy(http_server.port)


@pytest.fixture
def client(proxy):
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy.port}", timeout=5) as client:
        yield client


def test_requests_and_replies_pass(client, proxy, http_server):
    assert client.post("/", content=b"x" * 3_000_000).status_code == 200
    assert len(http_server.requests[0].body) == 3_000_000
    assert proxy.connections == 1


def test_a_cut_ends_what_is_open_and_lets_new_connections_in(client, proxy):
    client.get("/")
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as connection:
        wait_until(lambda: proxy.connections == 2, what="both connections")

        proxy.cut()

        assert proxy.connections == 0
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    with httpx.Client() as fresh:
        assert fresh.get(f"http://127.0.0.1:{proxy.port}").status_code == 200


def test_a_refusing_proxy_refuses_until_healed(client, proxy):
    proxy.refuse()
    with pytest.raises(httpx.ConnectError):
        client.get("/")

    proxy.heal()
    assert client.get("/").status_code == 200


def test_a_black_hole_swallows_until_healed_and_then_flows_on(client, proxy, http_server):
    client.get("/")
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=0.3) as connection:
        proxy.black_hole()
        connection.sendall(b"GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(TimeoutError):
            connection.recv(1)
        assert [request.path for request in http_server.requests] == ["/"]

        proxy.heal()
        connection.settimeout(5)
        assert connection.recv(15) == b"HTTP/1.1 200 OK"


def test_a_delay_holds_back_both_directions(client, proxy):
    client.get("/")
    proxy.delay(0.1)

    begin = time.monotonic()
    client.get("/")
    assert time.monotonic() - begin >= 0.2


def test_a_lost_reply_leaves_the_server_acted_and_the_client_ignorant(client, proxy, http_server):
    proxy.cut_replies_after(0)

    with pytest.raises(httpx.ReadError):
        client.post("/", content=b"done")
    assert http_server.requests[0].body == b"done"
    assert client.get("/").status_code == 200


def test_a_reply_can_be_cut_in_its_middle(proxy):
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as connection:
        proxy.cut_replies_after(9)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

        received = bytearray()
        with pytest.raises(ConnectionResetError):
            drain(connection, received)
        assert received in (b"HTTP/1.1 ", b"")  # a reset may overtake what was sent before it


def drain(connection, received):
    while piece := connection.recv(100):
        received += piece


def test_a_server_that_is_away_resets_the_client(client, proxy, http_server):
    http_server.refuse()

    with pytest.raises(httpx.TransportError):
        client.get("/")
