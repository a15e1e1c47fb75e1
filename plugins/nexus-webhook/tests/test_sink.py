"""Webhooks are signed with every secret, and each answer does what the manual says."""

import json

import pytest
from attrs import evolve
from standardwebhooks import Webhook
from webhook_benches import SECRET

from nexus import Batch, ConfigurationError, Rejected, Retry, Unauthorized, Unavailable, WriteTarget
from nexus.config import Secret
from nexus.testing import Answer, LocalContext
from nexus_webhook.config import WebhookConfig
from nexus_webhook.sink import open_sink

TARGET = WriteTarget("pipeline", "post", options={"type": "order.created"})


@pytest.fixture
def config(http_server):
    return WebhookConfig(url=http_server.url("/hooks?tenant=7"), secret=Secret(SECRET), timeout=2.0, concurrency=1)


@pytest.fixture
async def write(config):
    context = LocalContext()

    async def written(*rows, target=TARGET, config=config):
        sink = open_sink(config, target, context)
        await sink.write(Batch(list(rows), [f"m{index}" for index in range(len(rows))]))

    yield written
    for closing in context.released():
        await closing()


async def test_receivers_verify_what_they_get(write, http_server):
    await write({"id": 1})

    (request,) = http_server.requests
    body = Webhook(SECRET).verify(request.body.decode(), dict(request.headers))
    assert (body["type"], body["data"]) == ("order.created", {"id": 1})
    assert body["timestamp"].endswith("Z")
    assert (request.path, request.query, request.headers["webhook-id"]) == ("/hooks", "tenant=7", "pipeline:m0")


async def test_without_a_type_the_row_is_the_body(write, http_server):
    await write([1, 2], target=WriteTarget("pipeline", "post"))

    assert http_server.requests[0].json() == [1, 2]


async def test_while_receivers_change_over_both_secrets_sign(write, config, http_server):
    await write({"id": 1}, config=evolve(config, former_secret=Secret("the former secret, long enough")))

    (request,) = http_server.requests
    assert len(request.headers["webhook-signature"].split(" ")) == 2
    Webhook(SECRET).verify(request.body.decode(), dict(request.headers))


@pytest.mark.parametrize(
    ("status", "error", "place"),
    [
        (410, ConfigurationError, "url"),
        (401, Unauthorized, "secret"),
        (404, ConfigurationError, "url"),
        (301, ConfigurationError, "url"),
    ],
)
async def test_an_answer_that_needs_a_person_says_where(write, http_server, status, error, place):
    http_server.default = Answer(status, headers={"Location": http_server.url("/elsewhere")})

    with pytest.raises(error) as caught:
        await write({"id": 1}, {"id": 2})

    assert caught.value.path == place
    assert str(status) in str(caught.value)
    assert len(http_server.requests) == 1, "nothing more is sent, and redirects are not followed"


async def test_an_endpoint_that_asks_for_time_gets_it(write, http_server):
    http_server.default = Answer.retry_after(17)

    with pytest.raises(Unavailable) as caught:
        await write({"id": 1})

    assert caught.value.after == 17


async def test_a_refused_webhook_is_rejected_alone_with_what_the_endpoint_said_but_no_secret(write, http_server):
    http_server.script(Answer(200), Answer(400, f"bad {SECRET}"), Answer(200))

    with pytest.raises(Rejected) as caught:
        await write({"id": 0}, {"id": 1}, {"id": 2})

    assert list(caught.value.reasons) == [1]
    assert caught.value.reasons[1] == "the endpoint answered 400: bad ********"


async def test_once_something_is_stored_only_the_rest_is_sent_again(write, http_server):
    http_server.script(Answer(200), Answer(503))

    with pytest.raises(Retry) as caught:
        await write({"id": 0}, {"id": 1}, {"id": 2})

    assert list(caught.value.indexes) == [1, 2]


async def test_bodies_are_json_with_exact_numbers(write, http_server):
    await write({"large": 2**63 - 1, "text": "ü😀"}, target=WriteTarget("pipeline", "post"))

    assert json.loads(http_server.requests[0].body) == {"large": 2**63 - 1, "text": "ü😀"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"url": "ftp://example.com"}, "url"),
        ({"url": "https://user:pw@example.com"}, "url"),
        ({"url": "https://example.com/ü"}, "url"),
        ({"secret": Secret("short")}, "secret"),
        ({"former_secret": Secret("whsec_short")}, "former_secret"),
    ],
)
def test_settings_that_cannot_work_are_refused(config, changes, place):
    with pytest.raises(ValueError, match=f"^{place}"):
        evolve(config, **changes)
