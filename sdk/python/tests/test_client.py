"""What both clients do with messages, against a real server."""

import asyncio
import re
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from sdk_ingress import LOST, acknowledged, body_of, problem

from nexus.testing import Answer, HttpServer, wait_until
from nexus_sdk import (
    AsyncNexusClient,
    ConfigurationError,
    ConnectionFailed,
    Fate,
    Fault,
    InvalidMessage,
    KeyReused,
    MessageReceipt,
    NexusClient,
    NexusError,
    RateLimited,
    Receipt,
    Refused,
    Retry,
    Summary,
    TooLarge,
    Unauthorized,
    Unavailable,
)

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
BAD = {"index": 0, "path": "total", "message": "must be a number"}


def orders(count):
    return [{"id": number} for number in range(count)]


class TestOneMessage:
    def test_is_sent_as_an_object_with_the_applications_key_and_its_receipt_tells_its_id(self, nexus, client):
        receipt = client(traceparent=lambda: TRACE).send({"id": 1, "note": "é"})

        assert receipt == MessageReceipt("id-0", duplicate=False)
        [heard] = nexus.heard
        assert (heard.method, heard.path, heard.query) == ("POST", "/ingress", "")
        assert heard.json() == {"id": 1, "note": "é"}
        assert heard.headers["x-api-key"] == "nxk_test"
        assert heard.headers["traceparent"] == TRACE
        assert re.fullmatch(
            r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", heard.headers["idempotency-key"]
        )

    def test_keeps_key_and_body_over_lost_answers_refusals_for_now_and_answers_that_are_none_of_nexus(
        self, nexus, client
    ):
        nexus.script(LOST, problem(503, "store-away"), Answer(200, "<html>Welcome to our WiFi"))

        client().send({"id": 1})

        assert len(nexus.heard) == 4
        assert len(set(nexus.keys)) == 1
        assert {request.body for request in nexus.heard} == {b'{"id":1}'}

    def test_that_had_been_taken_before_is_told_to_be_a_duplicate(self, nexus, client):
        nexus.script(acknowledged("first", duplicates=1))

        assert client().send({"id": 1}) == MessageReceipt("first", duplicate=True)

    @pytest.mark.parametrize(
        "answer",
        [
            acknowledged("a", "b"),
            Answer(202, {"accepted": 1, "duplicates": 0}),
            Answer(202, "[" * 100_000),
            Answer(204),
            Answer(200, {"accepted": 1, "duplicates": 0, "ids": ["a"]}),
        ],
        ids=["other messages", "no ids", "a bomb", "nothing", "another status"],
    )
    def test_is_not_called_taken_when_the_answer_does_not_count_it(self, nexus, client, answer):
        nexus.script(answer)

        with pytest.raises(ConnectionFailed, match="something other than Nexus answered") as caught:
            client(retry=None).send({"id": 1})
        assert caught.value.fate == Fate((), (), (range(1),), 1)

    def test_waits_as_long_as_retry_after_asks(self, nexus, client):
        nexus.script(Answer.retry_after(0.3))

        client().send({"id": 1})

        first, second = nexus.heard
        assert second.at - first.at >= 0.295

    @pytest.mark.parametrize("form", ["seconds", "date"])
    def test_gives_up_at_once_when_retry_after_goes_beyond_the_time_that_there_is(self, nexus, client, form):
        value = "3600" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
        nexus.script(problem(429, "rate-limited", {"Retry-After": value}))

        with pytest.raises(RateLimited) as caught:
            client().send({"id": 1})
        assert caught.value.retry_after_s == pytest.approx(3600, abs=60)
        assert len(nexus.heard) == 1

    def test_that_no_server_can_be_reached_with_is_surely_not_taken(self, nexus, client):
        nexus.server.refuse()

        with pytest.raises(ConnectionFailed) as caught:
            client().send({"id": 1})
        assert caught.value.fate == Fate((), (range(1),), (), 1)
        assert nexus.url in str(caught.value)

    def test_that_was_lost_once_stays_of_unknown_fate_whatever_is_answered_later(self, nexus, client):
        nexus.script(LOST, problem(401, "unknown-key"))

        with pytest.raises(Unauthorized) as caught:
            client().send({"id": 1})
        assert caught.value.fate == Fate((), (), (range(1),), 1)

    def test_of_unknown_fate_is_sent_again_under_the_key_of_the_error(self, nexus, client):
        nexus.script(LOST)
        sender = client(retry=None)
        with pytest.raises(ConnectionFailed) as caught:
            sender.send({"id": 1})

        sender.send({"id": 1}, key=caught.value.key)

        assert len(set(nexus.keys)) == 1

    def test_is_not_waited_for_longer_than_was_agreed(self, nexus, client):
        nexus.script(Answer(202, {}, delay_s=20), Answer(202, {"ids": "x" * 2000}, chunk_delay_s=0.02))

        for _ in range(2):
            with pytest.raises(ConnectionFailed, match=r"no answer within 0\.3 s"):
                client(timeout_s=0.3, retry=None).send({"id": 1})

    def test_carries_the_key_nowhere_but_to_the_server_that_it_is_for(self, nexus, client):
        with HttpServer() as other:
            nexus.script(Answer.redirect(other.url("/ingress"), status=307))
            with pytest.raises(Refused, match="Set url to where it leads") as caught:
                client().send({"id": 1})
            assert caught.value.type == "redirected"
            assert not other.requests

    @pytest.mark.parametrize(
        ("status", "kind", "error", "is_taken"),
        [
            (400, "malformed", InvalidMessage, "no"),
            (401, "unknown-key", Unauthorized, "no"),
            (403, "application-disabled", Unauthorized, "no"),
            (409, "key-reused", KeyReused, "unknown"),
            (413, "too-large", TooLarge, "no"),
            (422, "schema-violation", InvalidMessage, "no"),
            (501, "encryption-unavailable", Refused, "unknown"),
        ],
    )
    def test_that_is_refused_is_not_tried_again_and_the_error_tells_all(
        self, nexus, client, status, kind, error, is_taken
    ):
        nexus.script(problem(status, kind, errors=[BAD]))

        with pytest.raises(error) as caught:
            client().send({"id": 1})
        found = caught.value
        assert type(found) is error
        assert (found.status, found.type, found.errors) == (status, kind, (Fault(**BAD),))
        assert "total: must be a number" in str(found)
        assert str(found).endswith(found.remedy)
        assert bool(found.fate.unknown) is (is_taken == "unknown")
        assert len(nexus.heard) == 1

    def test_raises_the_last_refusal_when_all_attempts_are_used_up(self, nexus, client):
        nexus.script(*[problem(503, "store-full")] * 4)

        with pytest.raises(Unavailable, match="store-full"):
            client().send({"id": 1})
        assert len(nexus.heard) == 4

    def test_cannot_be_sent_by_a_client_that_is_closed(self, nexus, client):
        sender = client()
        sender.close()

        with pytest.raises(NexusError, match="the client is closed"):
            sender.send({"id": 1})

    def test_goes_to_an_agent_below_a_path(self, nexus, client):
        client(url=f"{nexus.url}/edge/").send({"id": 1})
        client(url=f"{nexus.url}/api/v1/ingress").send({"id": 1})

        assert [request.path for request in nexus.heard] == ["/edge/ingress", "/api/v1/ingress"]


class TestManyMessages:
    def test_are_compressed_where_that_helps(self, nexus, client):
        client().send_many(orders(500))

        assert nexus.heard[0].headers["content-encoding"] == "gzip"
        assert nexus.bodies == [orders(500)]

    def test_are_not_compressed_where_nobody_wants_that(self, nexus, client):
        client(gzip_from_bytes=None).send_many(orders(500))

        assert "content-encoding" not in nexus.heard[0].headers

    def test_are_cut_into_requests_by_count_and_their_ids_come_in_order(self, nexus, client):
        receipt = client().send_many(orders(5), max_count=2)

        assert nexus.bodies == [orders(5)[:2], orders(5)[2:4], orders(5)[4:]]
        assert receipt == Receipt(5, 0, ("id-0", "id-1", "id-0", "id-1", "id-0"))

    def test_are_cut_by_bytes_of_utf_8_and_one_that_is_larger_alone_goes_alone(self, nexus, client):
        client().send_many([{"t": "ééé"}, {"t": "x"}, {"t": "y" * 50}, {"t": "z"}], max_bytes=30)

        assert [len(body) for body in nexus.bodies] == [2, 1, 1]

    def test_that_are_none_make_no_request(self, nexus, client):
        assert client().send_many([]) == Receipt(0, 0, ())
        assert not nexus.heard

    def test_tell_the_place_of_a_fault_in_the_whole_call_and_what_became_of_the_others(self, nexus, client):
        fault = {"index": 1, "path": "id", "message": "must be an integer"}
        nexus.script(acknowledged("a", "b"), problem(422, "schema-violation", errors=[fault]))

        with pytest.raises(InvalidMessage) as caught:
            client().send_many(orders(6), max_count=2)
        error = caught.value
        assert error.errors[0].index == 3
        assert error.sent == Summary(2, 0, 0)
        assert error.fate == Fate((range(2),), (range(2, 4),), (), 4)
        assert error.__notes__ == ["Messages: 0 to 1 acknowledged; 2 to 3 not taken; 4 and after not sent."]

    def test_with_partial_tell_which_were_not_taken(self, nexus, client):
        some = {"index": 1, "path": "id", "message": "no"}
        nexus.script(
            Answer(202, {"accepted": 1, "duplicates": 0, "ids": ["a", None], "rejected": 1, "errors": [some]}),
            problem(422, "schema-violation", errors=[some | {"index": 0}]),
        )

        receipt = client().send_many(orders(3), max_count=2, partial=True)

        assert {request.query for request in nexus.heard} == {"partial=true"}
        assert receipt == Receipt(1, 0, ("a", None, None), 2, (Fault(1, "id", "no"), Fault(2, "id", "no")))

    def test_with_partial_leave_out_the_one_that_is_too_large_alone(self, nexus, client):
        nexus.script(problem(413, "too-large"), acknowledged("a"), problem(413, "too-large"), problem(413, "too-large"))

        receipt = client().send_many(orders(3), partial=True)

        assert receipt.ids == ("a", None, "id-0")
        assert (receipt.accepted, receipt.rejected) == (2, 1)
        assert [fault.index for fault in receipt.errors] == [1]

    def test_go_in_halves_where_a_proxy_takes_less(self, nexus, client):
        nexus.script(problem(413, "too-large"), problem(413, "too-large"))
        offsets = []

        summary = client().send_batch(orders(5), key="import-7", on_receipt=lambda _, offset: offsets.append(offset))

        assert summary == Summary(5, 0, 0)
        assert nexus.keys == ["import-7-0", "import-7-0.0", "import-7-0.0.0", "import-7-0.0.1", "import-7-0.1"]
        assert [len(body) for body in nexus.bodies] == [5, 2, 1, 1, 3]
        assert offsets == [0, 1, 2]

    def test_do_not_go_in_halves_once_the_whole_may_have_been_taken(self, nexus, client):
        nexus.script(LOST, problem(413, "too-large"))

        with pytest.raises(TooLarge) as caught:
            client().send_many(orders(4))
        assert caught.value.fate == Fate((), (), (range(4),), 4)
        assert len(nexus.heard) == 2

    def test_in_halves_of_which_one_fails_tell_what_became_of_each(self, nexus, client):
        nexus.script(problem(413, "too-large"), acknowledged("a", "b"), problem(413, "too-large"), problem(403, "no"))

        with pytest.raises(Unauthorized) as caught:
            client().send_many(orders(6), max_count=4)
        assert caught.value.fate == Fate((range(2),), (range(2, 4),), (), 4)

    def test_under_a_key_of_ones_own_make_the_same_requests_again(self, nexus, client):
        for _ in range(2):
            client().send_batch(orders(5), key="import-7", max_count=2)

        assert nexus.keys == ["import-7-0", "import-7-2", "import-7-4"] * 2
        assert nexus.bodies[:3] == nexus.bodies[3:]

    def test_that_carry_ids_of_their_own_are_sent_without_a_key(self, nexus, client):
        client(message_ids="payload").send_many(orders(2))

        assert nexus.keys == [None]

    @pytest.mark.parametrize("concurrency", [1, 3])
    def test_from_a_generator_are_taken_no_faster_than_they_are_sent(self, nexus, client, concurrency):
        yielded = ahead = 0

        def readings():
            nonlocal yielded
            for yielded in range(1, 20_001):
                yield {"id": yielded}

        def look(_receipt, _offset):
            nonlocal ahead
            ahead = max(ahead, yielded - 1000 * len(nexus.heard))

        summary = client().send_batch(readings(), concurrency=concurrency, on_receipt=look)

        assert summary == Summary(20_000, 0, 0)
        assert ahead <= 1000 * concurrency

    def test_several_requests_at_once_are_under_way_together_and_their_receipts_come_in_order(self, nexus, client):
        told = []

        def slowest_first(request):
            first = body_of(request)[0]["id"]
            return Answer(202, acknowledged(first).body, delay_s=0.5 if first == 0 else 0)

        nexus.script(*[slowest_first] * 3)
        client().send_batch(
            orders(3), max_count=1, concurrency=3, on_receipt=lambda _, offset: told.append((offset, len(nexus.heard)))
        )

        assert told == [(0, 3), (1, 3), (2, 3)]

    def test_several_requests_at_once_of_which_one_fails_tell_what_became_of_all(self, nexus, client):
        def by_first(request):
            first = body_of(request)[0]["id"]
            return problem(403, "no") if first == 2 else acknowledged("a", "b")

        nexus.script(*[by_first] * 20)

        with pytest.raises(Unauthorized) as caught:
            client().send_batch(orders(40), max_count=2, concurrency=3)
        fate = caught.value.fate
        assert fate.not_taken == (range(2, 4),)
        assert fate.acknowledged == (range(2), range(4, fate.unsent_from))
        assert fate.unsent_from <= 10

    @pytest.mark.parametrize("concurrency", [1, 2])
    def test_stop_with_the_sources_error_once_those_before_it_are_taken(self, nexus, client, concurrency):
        def readings():
            yield from orders(3)
            raise OSError("the sensor is gone")

        with pytest.raises(OSError, match="the sensor is gone") as caught:
            client().send_batch(readings(), max_count=2, concurrency=concurrency)
        assert sorted(nexus.bodies, key=len) == [orders(3)[2:], orders(3)[:2]]
        assert caught.value.__notes__ == ["Messages: 0 to 2 acknowledged; 3 and after not sent."]

    def test_before_a_bad_one_are_taken_and_the_bad_one_is_named(self, nexus, client):
        with pytest.raises(InvalidMessage) as caught:
            client().send_many([{"id": 1}, {"id": float("nan")}, {"id": 3}])
        error = caught.value
        assert error.errors == (Fault(1, "id", "nan is no JSON number; send None, or leave it out"),)
        assert error.sent == Summary(1, 0, 0)
        assert error.fate == Fate((range(1),), (), (), 1)
        assert nexus.bodies == [[{"id": 1}]]

    def test_stop_when_what_is_told_of_them_fails(self, nexus, client):
        def tell(_receipt, offset):
            raise ZeroDivisionError(str(offset))

        with pytest.raises(ZeroDivisionError, match="0"):
            client().send_batch(orders(4), max_count=2, on_receipt=tell)
        assert len(nexus.heard) == 1


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"url": "nexus.example.com"}, "must begin with http"),
            ({"url": "http://[::1"}, "is no URL"),
            ({"url": "http://nexus:port"}, "is no URL"),
            ({"url": "https://ann:secret@nexus.example.com"}, "neither a user nor"),
            ({"url": "https://nexus.example.com?key=1"}, "neither a user nor"),
            ({"api_key": ""}, "the application's key"),
            ({"api_key": "nxk_…"}, "the application's key"),
            ({"api_key": "nxk_1\n"}, "the application's key"),
            ({"timeout_s": 0}, "timeout_s"),
            ({"message_ids": "none"}, "message_ids"),
        ],
    )
    @pytest.mark.parametrize("kind", [NexusClient, AsyncNexusClient])
    def test_that_cannot_be_used_are_refused_with_what_is_wrong(self, kind, options, message):
        with pytest.raises(ConfigurationError, match=message):
            kind(**{"url": "https://nexus.example.com", "api_key": "nxk_1"} | options)

    def test_that_do_not_exist_are_no_surprise(self):
        with pytest.raises(TypeError, match="apikey"):
            NexusClient("https://nexus.example.com", "nxk_1", apikey="nxk_2")

    def test_of_retries_are_checked(self):
        with pytest.raises(ConfigurationError, match="negative"):
            Retry(attempts=-1)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"key": ""}, "1 to 200 printable"),
            ({"key": "é"}, "1 to 200 printable"),
            ({"key": "x" * 201}, "1 to 200 printable"),
            ({"max_count": 0}, "max_count"),
            ({"max_count": 10_001}, "max_count"),
            ({"concurrency": 0}, "concurrency"),
        ],
    )
    def test_of_a_call_are_checked_before_anything_is_sent(self, nexus, client, options, message):
        with pytest.raises(ConfigurationError, match=message):
            client().send_batch(orders(1), **options)
        assert not nexus.heard

    def test_key_and_ids_of_the_payload_exclude_each_other(self, nexus, client):
        with pytest.raises(ConfigurationError, match="exclude each other"):
            client(message_ids="payload").send({"id": 1}, key="mine")

    def test_the_trace_of_a_call_goes_before_that_of_the_client_and_a_malformed_one_nowhere(self, nexus, client):
        sender = client(traceparent=TRACE)
        sender.send({"id": 1}, traceparent=TRACE.replace("0af7", "1bf7"))
        sender.send({"id": 2})
        sender.send({"id": 3}, traceparent="gone")

        assert [request.headers.get("traceparent") for request in nexus.heard] == [
            TRACE.replace("0af7", "1bf7"),
            TRACE,
            None,
        ]


def test_an_http_client_of_ones_own_is_used_and_left_open(nexus):
    with httpx.Client(headers={"X-Tenant": "a"}, follow_redirects=True) as http:
        with NexusClient(nexus.url, "nxk_test", http=http) as client:
            client.send({"id": 1})
        assert not http.is_closed
    assert nexus.heard[0].headers["x-tenant"] == "a"


def test_threads_share_a_client(nexus):
    with NexusClient(nexus.url, "nxk_test", retry=Retry(base_s=0.001)) as client:
        threads = [
            threading.Thread(target=lambda first=first: [client.send({"id": first + each}) for each in range(20)])
            for first in range(0, 80, 20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(body["id"] for body in nexus.bodies) == list(range(80))
    assert len(set(nexus.keys)) == 80


async def test_messages_come_from_an_async_generator_too(nexus):
    async def readings():
        for number in range(5):
            await asyncio.sleep(0)
            yield {"id": number}

    async with AsyncNexusClient(nexus.url, "nxk_test") as client:
        assert await client.send_batch(readings(), max_count=2) == Summary(5, 0, 0)
        receipt = await client.send_many(readings())

    assert nexus.bodies == [orders(5)[:2], orders(5)[2:4], orders(5)[4:], orders(5)]
    assert len(receipt.ids) == 5


@pytest.mark.parametrize("concurrency", [1, 2])
async def test_a_call_that_is_cancelled_ends_at_once_with_all_that_it_started(nexus, concurrency):
    nexus.script(*[Answer(202, {}, delay_s=60)] * 4)
    async with AsyncNexusClient(nexus.url, "nxk_test") as client:
        call = asyncio.create_task(client.send_batch(orders(4), max_count=1, concurrency=concurrency))
        await asyncio.to_thread(wait_until, lambda: len(nexus.heard) == concurrency)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert asyncio.all_tasks() == {asyncio.current_task()}


def test_the_time_for_all_attempts_is_bounded(nexus, client):
    nexus.script(*[problem(503, "busy")] * 1000)

    with pytest.raises(Unavailable):
        client(retry=Retry(attempts=1000, base_s=0.01, cap_s=0.02, total_s=0.3)).send({"id": 1})
    assert len(nexus.heard) < 500
