import socket
import time

import httpx
import pytest

from nexus.testing import Answer


def test_requests_are_recorded_as_they_came(http_server):
    httpx.post(http_server.url("/orders?dry=1"), json={"id": 7}, headers={"Idempotency-Key": "k"})

    (request,) = http_server.requests
    assert (request.method, request.path, request.query) == ("POST", "/orders", "dry=1")
    assert request.headers["idempotency-key"] == "k"
    assert request.json() == {"id": 7}


def test_scripted_answers_are_given_once_each_and_then_the_default(http_server):
    http_server.script(Answer(503), Answer.retry_after(2), Answer(201, {"id": 1}))

    with httpx.Client() as client:
        answers = [client.get(http_server.url()) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [503, 429, 201, 200]
    assert answers[1].headers["Retry-After"] == "2"
    assert answers[2].json() == {"id": 1}


def test_a_handler_decides_by_the_request(http_server):
    http_server.handler = lambda request: Answer(404 if request.path == "/missing" else 204)

    assert httpx.get(http_server.url("/missing")).status_code == 404
    assert httpx.get(http_server.url("/there")).status_code == 204


def test_a_redirect_is_followed_to_its_place(http_server):
    http_server.script(Answer.redirect("/elsewhere", status=307))

    assert httpx.put(http_server.url("/here"), content=b"x", follow_redirects=True).status_code == 200
    assert [(request.path, request.body) for request in http_server.requests] == [("/here", b"x"), ("/elsewhere", b"x")]


def test_a_reset_comes_after_the_request_was_taken(http_server):
    http_server.script(Answer.reset())

    with pytest.raises(httpx.ReadError):
        httpx.post(http_server.url(), content=b"taken")
    assert http_server.requests[0].body == b"taken"


def test_a_reset_may_come_within_the_answer(http_server):
    http_server.script(Answer(200, "0123456789", reset_after=45))

    with pytest.raises(httpx.TransportError):
        httpx.get(http_server.url())


def test_answers_and_bodies_can_be_slow(http_server):
    http_server.script(Answer(200, "late", delay_s=0.15), Answer(200, "drip", chunk_delay_s=0.05))

    begin = time.monotonic()
    assert httpx.get(http_server.url()).text == "late"
    assert time.monotonic() - begin >= 0.15
    begin = time.monotonic()
    assert httpx.get(http_server.url()).text == "drip"
    assert time.monotonic() - begin >= 0.2


def test_a_refusing_server_comes_back_on_its_port(http_server):
    http_server.refuse()
    with pytest.raises(httpx.ConnectError):
        httpx.get(http_server.url())

    http_server.heal()
    assert httpx.get(http_server.url()).status_code == 200


def test_what_is_not_http_is_answered_400(http_server):
    with socket.create_connection((http_server.host, http_server.port), timeout=5) as connection:
        connection.sendall(b"\x00\x01\x02 nonsense\r\n\r\n")

        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    assert not http_server.requests
