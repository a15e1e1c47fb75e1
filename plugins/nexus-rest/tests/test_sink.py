import asyncio
import json

import pytest

from nexus import Batch, ConfigurationError, Rejected, Retry, Unauthorized, Unavailable
from nexus.testing import Answer


async def test_each_row_is_one_request_with_credentials_and_a_stable_key(server, open_rest, batch):
    sink = open_rest(config={"auth": {"type": "bearer", "token": "tok"}, "headers": {"X-Shop": "a"}})
    for _ in range(2):
        await sink.write(batch({"id": 1}, {"id": 2}))
    assert sorted(request.headers["idempotency-key"] for request in server.requests) == [
        *["pipe:m0"] * 2,
        *["pipe:m1"] * 2,
    ]
    request = next(request for request in server.requests if request.headers["idempotency-key"] == "pipe:m1")
    assert (request.method, request.path, request.query, request.json()) == ("POST", "/orders", "", {"id": 2})
    assert request.headers["authorization"] == "Bearer tok"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-shop"] == "a"
    assert request.headers["accept-encoding"] == "identity"
    assert request.headers["host"] == f"127.0.0.1:{server.port}"


async def test_basic_and_api_key_credentials_go_where_they_belong(server, open_rest, batch):
    await open_rest(config={"auth": {"type": "basic", "username": "u", "password": "p"}}).write(batch({}))
    assert server.requests[0].headers["authorization"] == "Basic dTpw"


async def test_an_api_key_in_a_header_has_the_name_that_is_asked_for(server, open_rest, batch):
    await open_rest(config={"auth": {"type": "api_key", "key": "k", "name": "X-Token"}}).write(batch({}))
    assert server.requests[0].headers["x-token"] == "k"


async def test_an_api_key_in_the_query_is_encoded_and_in_no_reason(server, open_rest, batch):
    server.default = Answer(400, "you sent s3c%2Fret and s3c/ret")
    sink = open_rest(
        config={"auth": {"type": "api_key", "key": "s3c/ret", "place": "query", "name": "key"}}, query={"v": "1 2"}
    )
    with pytest.raises(Rejected) as caught:
        await sink.write(batch({}))
    assert server.requests[0].query == "v=1%202&key=s3c%2Fret"
    assert "ret" not in str(caught.value)


async def test_path_query_and_headers_take_fields_of_the_row(server, open_rest, batch):
    sink = open_rest(
        "/orders/{id}/{message.id}",
        "put",
        config={"base_url": server.url("/api/v1/")},
        query={"region": "{address.region}", "fixed": "x"},
        headers={"X-Order": "no {id}", "Content-Type": "application/vnd.x+json"},
        omit_path_fields=True,
    )
    await sink.write(batch({"id": "a/b?c#d", "address": {"region": "é&"}}))
    request = server.requests[0]
    assert request.method == "PUT"
    assert request.path == "/api/v1/orders/a%2Fb%3Fc%23d/m0"
    assert request.query == "region=%C3%A9%26&fixed=x"
    assert request.headers["x-order"] == "no a/b?c#d"
    assert request.headers["content-type"] == "application/vnd.x+json"
    assert request.json() == {"address": {"region": "é&"}}


async def test_rows_whose_values_are_hostile_or_missing_are_rejected_and_never_sent(server, open_rest, batch):
    sink = open_rest("/orders/{id}", headers={"X-Note": "{note}"})
    rows = [
        {"id": "..", "note": "a"},
        {"id": "../../admin", "note": "a"},
        {"id": "", "note": "a"},
        {"note": "a"},
        {"id": 1, "note": "a\r\nX-Evil: 1"},
        {"id": 1, "note": "fine", "price": float("nan")},
        {"id": 1, "note": "fine"},
    ]
    with pytest.raises(Rejected) as caught:
        await sink.write(batch(*rows))
    assert set(caught.value.reasons) == {0, 1, 2, 3, 4, 5}
    assert [request.path for request in server.requests] == ["/orders/1"]
    assert "x-evil" not in server.requests[0].headers


@pytest.mark.parametrize("operation", ["get", "delete"])
async def test_get_and_delete_have_no_body(server, open_rest, batch, operation):
    await open_rest("/orders/{id}", operation).write(batch({"id": 5, "x": 1}))
    request = server.requests[0]
    assert (request.method, request.path, request.body) == (operation.upper(), "/orders/5", b"")
    assert "content-type" not in request.headers
    assert "content-length" not in request.headers


@pytest.mark.parametrize(
    ("target", "operation", "options", "where"),
    [
        ("http://169.254.169.254/x", "post", {}, "target"),
        ("/orders?x=1", "post", {}, "target"),
        ("/orders#x", "post", {}, "target"),
        ("/a b", "post", {}, "target"),
        ("/bücher", "post", {}, "target"),
        ("/orders\r\nX: y", "post", {}, "target"),
        ("/orders/../admin", "post", {}, "target"),
        ("/orders/{", "post", {}, "target"),
        ("/orders/{id}", "post", {"body": "array"}, "options.body"),
        ("/orders", "delete", {"body": "ndjson"}, "options.body"),
        ("/orders", "post", {"body": "array", "headers": {"X": "{id}"}}, "options.body"),
        ("/orders", "post", {"headers": {"X": "{"}}, "options.headers.X"),
        ("/orders", "post", {"headers": {"Host": "x"}}, "options"),
        ("/orders", "post", {"unknown": 1}, "options"),
        ("/orders", "post", {"body": "xml"}, "options"),
    ],
)
async def test_a_target_or_option_that_cannot_work_is_refused_when_the_sink_opens(
    open_rest, target, operation, options, where
):
    with pytest.raises(ConfigurationError) as caught:
        open_rest(target, operation, **options)
    assert caught.value.path == where


async def test_an_absolute_looking_target_stays_on_the_connections_host(server, open_rest, batch):
    await open_rest("//evil.example/x").write(batch({}))
    assert server.requests[0].path == "/evil.example/x"


async def test_array_bodies_are_cut_to_size_and_have_a_key_of_their_messages(server, open_rest, batch):
    sink = open_rest(body="array", max_items=2)
    await sink.write(batch({"n": 0}, {"n": 1}, {"n": 2}))
    await sink.write(batch({"n": 0}, {"n": 1}))
    assert [request.json() for request in server.requests] == [
        [{"n": 0}, {"n": 1}],
        [{"n": 2}],
        [{"n": 0}, {"n": 1}],
    ]
    keys = [request.headers["idempotency-key"] for request in server.requests]
    assert keys[0] == keys[2] != keys[1]


async def test_ndjson_bodies_are_lines(server, open_rest, batch):
    await open_rest(body="ndjson").write(batch({"n": 0}, {"n": 1}))
    assert server.requests[0].body == b'{"n":0}\n{"n":1}\n'
    assert server.requests[0].headers["content-type"] == "application/x-ndjson"


async def test_one_bad_row_of_an_array_is_found_and_rejected_alone(server, open_rest, batch):
    def refuse_seven(request):
        return Answer(422, "seven") if any(row["n"] == 7 for row in request.json()) else Answer(200)

    server.handler = refuse_seven
    with pytest.raises(Rejected) as caught:
        await open_rest(body="array").write(batch(*({"n": n} for n in range(16))))
    assert list(caught.value.reasons) == [7]
    stored = [row["n"] for request in server.requests if refuse_seven(request).status == 200 for row in request.json()]
    assert sorted(stored) == [n for n in range(16) if n != 7]


async def test_a_row_of_an_array_that_is_no_json_is_rejected_and_the_others_sent(server, open_rest, batch):
    with pytest.raises(Rejected) as caught:
        await open_rest(body="array").write(batch({"n": float("inf")}, {"n": 1}))
    assert list(caught.value.reasons) == [0]
    assert server.requests[0].json() == [{"n": 1}]


async def test_rows_share_at_most_as_many_connections_as_the_connection_allows(server, open_rest, batch):
    server.default = Answer(delay_s=0.02)
    sink = open_rest(config={"concurrency": 4})
    await asyncio.gather(*(sink.write(batch(*({"n": n} for n in range(12)))) for _ in range(2)))
    times = sorted(request.at for request in server.requests)
    assert len(times) == 24
    for first, fifth in zip(times, times[4:], strict=False):
        assert fifth - first > 0.01  # no more than four within one answer's time


async def test_an_ordered_pipeline_sends_one_at_a_time_in_order_also_over_two_writes(server, open_rest, batch):
    server.default = Answer(delay_s=0.001)
    sink = open_rest(ordered=True)
    await asyncio.gather(*(sink.write(batch(*({"w": w, "n": n} for n in range(5)))) for w in range(2)))
    sent = [(request.json()["w"], request.json()["n"]) for request in server.requests]
    assert sent == [(w, n) for w in range(2) for n in range(5)]


async def test_an_ordered_pipeline_stops_at_the_first_row_to_try_again_but_not_at_a_rejected_one(
    server, open_rest, batch
):
    server.script(Answer(200), Answer(400), Answer.retry_after(9, status=425))
    with pytest.raises(Retry) as caught:
        await open_rest(ordered=True).write(batch(*({"n": n} for n in range(5))))
    assert caught.value.indexes == {2, 3, 4}
    assert list(caught.value.rejected) == [1]
    assert caught.value.after == 9
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 409, 410, 413, 422])
async def test_a_refused_message_is_rejected_alone(server, open_rest, batch, status):
    server.handler = lambda request: Answer(status, {"why": "no"}) if request.json()["n"] == 1 else Answer(201)
    with pytest.raises(Rejected) as caught:
        await open_rest().write(batch({"n": 0}, {"n": 1}, {"n": 2}))
    assert list(caught.value.reasons) == [1]
    assert '{"why": "no"}' in caught.value.reasons[1]
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [401, 403])
async def test_refused_credentials_open_the_circuit_and_the_rest_is_not_sent(server, open_rest, batch, status):
    server.default = Answer(status, "token tok-1234 is bad")
    sink = open_rest(config={"auth": {"type": "bearer", "token": "tok-1234"}, "concurrency": 2})
    with pytest.raises(Unauthorized) as caught:
        await sink.write(batch(*({"n": n} for n in range(50))))
    assert "tok-1234" not in str(caught.value)
    assert len(server.requests) <= 2


async def test_a_404_is_the_rows_own_with_a_templated_path_and_configuration_with_a_constant_one(
    server, open_rest, batch
):
    server.default = Answer(404)
    with pytest.raises(Rejected):
        await open_rest("/orders/{id}").write(batch({"id": 1}))
    with pytest.raises(ConfigurationError):
        await open_rest("/orders").write(batch({"id": 1}))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_failing_server_is_unavailable_with_its_retry_after(server, open_rest, batch, status):
    server.default = Answer.retry_after(11, status=status)
    with pytest.raises(Unavailable) as caught:
        await open_rest().write(batch({}))
    assert caught.value.after == 11


async def test_a_rate_limit_makes_all_wait_and_spends_no_attempt_while_nothing_is_stored(server, open_rest, batch):
    server.default = Answer.retry_after("Wed, 01 Jan 2200 00:00:00 GMT")
    with pytest.raises(Unavailable) as caught:
        await open_rest(config={"concurrency": 2}).write(batch(*({"n": n} for n in range(20))))
    assert caught.value.after == 86400
    assert len(server.requests) <= 2


async def test_once_a_row_is_stored_a_rate_limit_names_the_rest(server, open_rest, batch):
    server.script(Answer(200), Answer.retry_after(5))
    with pytest.raises(Retry) as caught:
        await open_rest(config={"concurrency": 1}).write(batch(*({"n": n} for n in range(5))))
    assert caught.value.indexes == {1, 2, 3, 4}
    assert caught.value.after == 5
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [408, 425])
async def test_a_row_that_came_too_soon_is_tried_again_alone(server, open_rest, batch, status):
    server.handler = lambda request: Answer(status) if request.json()["n"] == 1 else Answer(200)
    with pytest.raises(Retry) as caught:
        await open_rest().write(batch({"n": 0}, {"n": 1}, {"n": 2}))
    assert caught.value.indexes == {1}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_to_a_metadata_service_is_not_followed(server, open_rest, batch, status):
    server.default = Answer.redirect("http://169.254.169.254/latest/meta-data", status=status)
    with pytest.raises(ConfigurationError, match=r"'http://169\.254\.169\.254/latest/meta-data'"):
        await open_rest().write(batch({}))
    assert len(server.requests) == 1


async def test_a_redirect_on_the_same_host_is_not_followed_either(server, open_rest, batch):
    server.default = Answer.redirect("/elsewhere")
    with pytest.raises(ConfigurationError, match="/elsewhere"):
        await open_rest().write(batch({}))
    assert [request.path for request in server.requests] == ["/orders"]


async def test_named_success_statuses_make_a_repetition_harmless(server, open_rest, batch):
    server.default = Answer(409)
    await open_rest(success=[200, 201, 409]).write(batch({}))


async def test_a_batch_that_is_sent_again_after_a_lost_answer_has_the_same_keys_and_bodies(server, open_rest, batch):
    server.script(Answer.reset())
    sink = open_rest()
    with pytest.raises(Unavailable):
        await sink.write(batch({"n": 1}))
    await sink.write(batch({"n": 1}))
    first, second = server.requests
    assert (first.headers["idempotency-key"], first.body) == (second.headers["idempotency-key"], second.body)
    assert json.loads(first.body) == {"n": 1}


TRACES = [f"00-{'a' * 32}-{'b' * 16}-01", ""]


async def test_a_trace_goes_on_with_its_row(server, open_rest):
    await open_rest().write(Batch([{"id": 1}, {"id": 2}], ["m1", "m2"], TRACES))

    told = {request.headers["idempotency-key"]: request.headers.get("traceparent") for request in server.requests}
    assert told == {"pipe:m1": TRACES[0], "pipe:m2": None}


async def test_a_trace_that_the_options_set_stays(server, open_rest):
    await open_rest(headers={"Traceparent": "own"}).write(Batch([{"id": 1}], ["m1"], TRACES[:1]))

    assert server.requests[0].headers["traceparent"] == "own"


async def test_a_request_for_several_rows_has_no_parent_and_one_for_one_row_has_its(server, open_rest):
    sink = open_rest(body="array")
    await sink.write(Batch([{"id": 1}, {"id": 2}], ["m1", "m2"], TRACES))
    await sink.write(Batch([{"id": 1}], ["m1"], TRACES[:1]))

    assert [request.headers.get("traceparent") for request in server.requests] == [None, TRACES[0]]
