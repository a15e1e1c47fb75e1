import gzip
from decimal import Decimal

import pytest

from nexus import ConfigurationError, MappingError, Rejected, Retry, StepInput, Unauthorized, Unavailable
from nexus.config import structure
from nexus.testing import Answer
from nexus_rest.step import RestAnswer, RestCall, open_step

DATA = {
    "payload": {"customer": {"id": "a/b"}, "total": 12, "lines": [1, 2], "note": "x"},
    "message": {"id": "m1"},
    "steps": {"lookup": {"body": {"tier": "gold"}}},
    "current": {"tier": "gold"},
}


@pytest.fixture
def call(context, rest_config):
    async def run(data=DATA, key="run:step", config=None, **settings):
        context.connections["crm"] = rest_config(**(config or {}))
        step = open_step(structure(RestCall, {"connection": "crm", **settings}), context)
        return (await step.run(StepInput(data, key))).output

    return run


async def test_a_get_fills_path_query_and_headers_and_keeps_the_answer(server, call):
    server.default = Answer(200, {"tier": "gold"}, {"X-Page": "1"})
    output = await call(
        path="/customers/{payload.customer.id}",
        query={"tier": "{steps.lookup.body.tier} & more"},
        headers={"X-Message": "{message.id}"},
        config={"auth": {"type": "bearer", "token": "tok"}},
    )
    request = server.requests[0]
    assert (request.method, request.path, request.query) == ("GET", "/customers/a%2Fb", "tier=gold%20%26%20more")
    assert request.headers["x-message"] == "m1"
    assert request.headers["authorization"] == "Bearer tok"
    assert request.headers["idempotency-key"] == "run:step"
    assert request.body == b""
    assert output["status"] == 200
    assert output["body"] == {"tier": "gold"}
    assert output["headers"]["x-page"] == "1"


async def test_a_post_sends_what_the_steps_before_have_made_unless_told_otherwise(server, call):
    current = {"total": Decimal("1.10"), "big": 10**25}
    await call({**DATA, "current": current}, method="POST", path="/small")
    assert server.requests[0].body == b'{"total":1.10,"big":10000000000000000000000000}'
    assert server.requests[0].headers["content-type"] == "application/json"


async def test_a_json_body_keeps_the_types_of_whole_places(server, call):
    body = {
        "id": "{payload.customer.id}",
        "n": "{payload.total}",
        "t": "no {payload.total}",
        "l": ["{payload.lines}", 1],
    }
    await call(method="POST", body=body)
    assert server.requests[0].json() == {"id": "a/b", "n": 12, "t": "no 12", "l": [[1, 2], 1]}


async def test_a_body_comes_from_mappings_an_expression_or_not_at_all(server, call):
    await call(method="PUT", mappings=[{"source": "payload.total", "target": "sum"}])
    await call(method="PATCH", expression="payload.lines")
    await call(method="POST", body=None)
    assert [request.body for request in server.requests] == [b'{"sum":12}', b"[1,2]", b""]
    assert server.requests[2].headers["content-length"] == "0"
    assert "content-type" not in server.requests[2].headers


@pytest.mark.parametrize("value", ["..", "../../admin", ""])
async def test_a_value_that_would_lead_elsewhere_is_rejected_and_nothing_is_sent(server, call, value):
    with pytest.raises(Rejected):
        await call({"payload": {"id": value}}, path="/customers/{payload.id}/orders")
    assert server.requests == []


async def test_a_header_value_with_line_breaks_is_rejected(server, call):
    with pytest.raises(Rejected, match="line breaks"):
        await call({"payload": "a\r\nX-Evil: 1"}, headers={"X-Note": "{payload}"})
    assert server.requests == []


async def test_a_missing_value_is_a_mapping_error(call):
    with pytest.raises(MappingError):
        await call({"payload": {}}, path="/{payload.id}")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(400), Rejected),
        (Answer(404), ConfigurationError),
        (Answer(401), Unauthorized),
        (Answer.redirect("http://169.254.169.254/"), ConfigurationError),
        (Answer.retry_after(3, status=408), Retry),
        (Answer.retry_after(3, status=429), Unavailable),
        (Answer.retry_after(3, status=503), Unavailable),
        (Answer.reset(), Unavailable),
    ],
)
async def test_answers_map_to_errors_as_for_a_sink(server, call, answer, error):
    server.default = answer
    with pytest.raises(error) as caught:
        await call(path="/x")
    if "Retry-After" in answer.headers:
        assert caught.value.after == 3


async def test_a_lookup_that_finds_nothing_can_go_on(server, call):
    server.default = Answer(404, {"error": "none"})
    output = await call(path="/customers/{payload.customer.id}", success=[200, 404])
    assert (output["status"], output["body"]) == (404, {"error": "none"})


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (Answer(200, "plain ü".encode(), {"Content-Type": "text/plain"}), "plain ü"),
        (Answer(200, b'{"a":1}', {"Content-Type": "application/problem+json; charset=utf-8"}), {"a": 1}),
        (Answer(204), None),
        (
            Answer(
                200, gzip.compress(b"[1]", mtime=0), {"Content-Type": "application/json", "Content-Encoding": "gzip"}
            ),
            [1],
        ),
    ],
)
async def test_a_body_is_json_where_it_says_so_else_text(server, call, answer, body):
    server.default = answer
    assert (await call())["body"] == body


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"{oops", {"Content-Type": "application/json"}),
        Answer(200, b"[" * 100_000, {"Content-Type": "application/json"}),
        Answer(200, gzip.compress(b"0" * 5_000_000, mtime=0), {"Content-Encoding": "gzip"}),
        Answer(200, b"x" * 2_000_000),
    ],
)
async def test_an_answer_that_cannot_be_kept_is_rejected_with_its_reason(server, call, answer):
    server.default = answer
    with pytest.raises(Rejected, match="GET /x"):
        await call(path="/x")


async def test_only_what_is_to_be_saved_is_read_and_cookies_never_are(server, call):
    server.default = Answer(200, b"{oops", {"Content-Type": "application/json", "Set-Cookie": "session=1"})
    assert await call(save=["status"]) == {"status": 200}
    assert "set-cookie" not in (await call(save=["headers"]))["headers"]


async def test_a_step_has_its_own_timeout(server, call):
    server.default = Answer(delay_s=30)
    with pytest.raises(Unavailable, match=r"within 0\.1 s"):
        await call(timeout=0.1)


async def test_a_connection_of_another_kind_is_refused_when_the_step_opens(context):
    context.connections["db"] = object()
    with pytest.raises(ConfigurationError, match="no REST connection"):
        open_step(structure(RestCall, {"connection": "db"}), context)


@pytest.mark.parametrize("path", ["http://evil.example/x", "/a?b=1", "/{", "/a b"])
async def test_a_path_that_cannot_work_is_refused_when_the_step_opens(context, rest_config, path):
    context.connections["crm"] = rest_config()
    with pytest.raises(ConfigurationError) as caught:
        open_step(structure(RestCall, {"connection": "crm", "path": path}), context)
    assert caught.value.path == "path"


async def test_a_trace_goes_on_with_the_call(server, context, rest_config):
    context.connections["crm"] = rest_config()
    step = open_step(structure(RestCall, {"connection": "crm", "path": "/x"}), context)
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    await step.run(StepInput(DATA, "key", traceparent=trace))
    await step.run(StepInput(DATA, "key"))

    assert [request.headers.get("traceparent") for request in server.requests] == [trace, None]


REHEARSED = {
    "method": "POST",
    "path": "/customers/{payload.customer.id}",
    "query": {"tier": "{steps.lookup.body.tier} & more"},
    "headers": {"X-Message": "{message.id}"},
    "body": {"total": "{payload.total}"},
}


@pytest.mark.parametrize("status", [200, 201, 404, 422, 503])
async def test_a_rehearsal_asks_and_judges_as_the_step_does(server, context, rest_config, status):
    server.default = Answer(status, ["gold"], {"X-Page": "1"})
    context.connections["crm"] = rest_config(auth={"type": "bearer", "token": "tok"})
    step = open_step(structure(RestCall, {"connection": "crm", **REHEARSED}), context)
    given, asked = StepInput(DATA, "run:step"), []

    async def exchange(call):
        asked.append(call)
        return structure(RestAnswer, {"status": status, "headers": {"X-Page": "1"}, "body": ["gold"]})

    real, rehearsed = await outcome(step.run(given)), await outcome(step.rehearse(given, exchange))

    [request] = server.requests
    [call] = asked
    assert call["method"] == request.method
    assert call["path"] == f"{request.path}?{request.query}"
    assert call["body"] == {"total": 12}
    assert call["headers"].items() <= request.headers.items()
    assert rehearsed == real


async def outcome(running):
    """What a step yields without the headers of the very server, or how it fails."""
    try:
        result = await running
    except (Rejected, Unavailable) as error:
        return type(error), str(error)
    headers = {name: result.output["headers"][name] for name in ("x-page", "content-type")}
    return {**result.output, "headers": headers}, result.sent


async def test_a_rehearsed_answer_may_be_text_or_nothing(context, rest_config):
    context.connections["crm"] = rest_config()
    step = open_step(structure(RestCall, {"connection": "crm"}), context)
    answers = [{"headers": {"Content-Type": "text/plain"}, "body": "hello"}, {"status": 204}, {"body": "json"}]

    async def exchange(_call):
        return structure(RestAnswer, answers.pop(0))

    bodies = [(await step.rehearse(StepInput(DATA, "k"), exchange)).output["body"] for _ in range(3)]

    assert bodies == ["hello", None, "json"]
