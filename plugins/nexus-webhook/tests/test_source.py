"""Senders are answered when their webhook is durable; what is not believed is refused, and noted."""

import asyncio
import hashlib
import hmac
import json
import time
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from attrs import evolve
from webhook_benches import SECRET, free_port

from nexus import ConfigurationError, Unavailable
from nexus.config import Secret
from nexus.testing import LocalSourceContext, eventually
from nexus_webhook.config import Endpoint, ListenerConfig
from nexus_webhook.signature import key_of, sign
from nexus_webhook.source import open_source

FORMER = "the former secret of this test"
ORDERS = Endpoint(name="orders", path="/orders", secret=Secret(SECRET), former_secret=Secret(FORMER))
PUSHES = Endpoint(name="pushes", path="/git", scheme="hub", id_header="X-GitHub-Delivery", secret=Secret(FORMER))


@pytest.fixture
def config(tmp_path):
    return ListenerConfig(
        port=free_port(), endpoints=(ORDERS, PUSHES), rejection_log=str(tmp_path / "log.jsonl"), max_body_bytes=2048
    )


class Taken:
    def __init__(self):
        self.messages = []
        self.open = asyncio.Event()
        self.open.set()
        self.error = None

    async def __call__(self, messages):
        await self.open.wait()
        if self.error:
            raise self.error
        self.messages += messages


@asynccontextmanager
async def listening(config, emit, wanted=("orders", "pushes")):
    context = LocalSourceContext(wanted)
    source = open_source(config, context)
    task = asyncio.create_task(source.run(emit))
    try:
        await eventually(lambda: context.is_connected)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{config.port}", timeout=20) as client:
            yield client
    finally:
        task.cancel()
        await asyncio.wait([task])
        source.close()


def signed(body, secret=SECRET, own_id="msg_1", when=None):
    now = int(time.time()) if when is None else when
    return {
        "webhook-id": own_id,
        "webhook-timestamp": str(now),
        "webhook-signature": sign(key_of(secret), own_id, now, body),
    }


def rejections(config):
    return [json.loads(line) for line in Path(config.rejection_log).read_text().splitlines()]


@pytest.mark.parametrize("secret", [SECRET, FORMER])
async def test_a_webhook_with_a_right_signature_is_a_message(config, secret):
    emit, body = Taken(), b'{"id": 1}'
    async with listening(config, emit) as client:
        answer = await client.post("/orders", content=body, headers=signed(body, secret))

    assert answer.status_code == 202
    (message,) = emit.messages
    assert (message.payload, message.message_id, message.subscription, message.error) == (body, "msg_1", "orders", "")
    assert message.metadata["webhook-id"] == "msg_1"
    assert not [name for name in message.metadata if "signature" in name]


async def test_a_hub_webhook_is_known_by_its_delivery(config):
    emit, body = Taken(), b'{"ref": "main"}'
    digest = hmac.new(FORMER.encode(), body, hashlib.sha256).hexdigest()
    async with listening(config, emit) as client:
        headers = {"X-Hub-Signature-256": f"sha256={digest}", "X-GitHub-Delivery": "d-1", "X-GitHub-Event": "push"}
        assert (await client.post("/git", content=body, headers=headers)).status_code == 202

    (message,) = emit.messages
    assert (message.message_id, message.metadata["x-github-event"]) == ("d-1", "push")


async def test_the_answer_waits_until_it_is_durable(config):
    emit, body = Taken(), b"{}"
    emit.open.clear()
    async with listening(config, emit) as client:
        asking = asyncio.create_task(client.post("/orders", content=body, headers=signed(body)))
        await asyncio.wait([asking], timeout=0.3)
        assert not asking.done()
        emit.open.set()
        assert (await asking).status_code == 202


async def test_what_cannot_be_stored_is_to_come_again(config):
    emit, body = Taken(), b"{}"
    emit.error = Unavailable("the store is away, for this test")
    async with listening(config, emit) as client:
        answer = await client.post("/orders", content=body, headers=signed(body))

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "store is away" not in answer.text


async def test_a_webhook_of_a_known_sender_that_is_no_json_is_a_dead_letter(config):
    emit, body = Taken(), b"a=1"
    async with listening(config, emit) as client:
        assert (await client.post("/orders", content=body, headers=signed(body))).status_code == 202

    (message,) = emit.messages
    assert message.payload == body
    assert message.error.startswith("the body is no JSON")


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "reason"),
    [
        ("/orders", b"{}", dict, 401, "must be there"),
        ("/orders", b"{}", lambda: signed(b"[]"), 401, "not that of the secret"),
        ("/orders", b"{}", lambda: signed(b"{}", when=1), 401, "s off"),
        ("/git", b"{}", lambda: {"X-Hub-Signature-256": "sha256=00"}, 401, "not that of the secret"),
        ("/nowhere", b"{}", lambda: signed(b"{}"), 404, "no endpoint"),
        ("/orders", b"x" * 3000, lambda: signed(b"x" * 3000), 413, "more than 2048 bytes"),
    ],
)
async def test_what_is_not_believed_is_refused_and_noted_without_its_body(config, path, body, headers, status, reason):
    emit = Taken()
    async with listening(config, emit) as client:
        answer = await client.post(path, content=body, headers=headers())

    assert answer.status_code == status
    assert not emit.messages
    (noted,) = [one for one in rejections(config) if reason in one["reason"]]
    assert (noted["address"], noted["path"]) == ("127.0.0.1", path)
    assert set(noted) == {"time", "address", "path", "reason", "bytes", "sha256"}


async def test_a_webhook_that_nobody_takes_now_is_to_come_again(config):
    async with listening(config, Taken(), wanted=("pushes",)) as client:
        assert (await client.post("/orders", content=b"{}", headers=signed(b"{}"))).status_code == 503


async def test_too_many_at_once_are_to_come_again(config):
    emit = Taken()
    emit.open.clear()
    async with listening(evolve(config, max_waiting=3), emit) as client:
        asking = [
            asyncio.create_task(client.post("/orders", content=b"{}", headers=signed(b"{}", own_id=f"m{n}")))
            for n in range(5)
        ]
        await eventually(lambda: sum(one.done() for one in asking) == 2)
        emit.open.set()
        statuses = sorted([(await one).status_code for one in asking])

    assert statuses == [202, 202, 202, 503, 503]


async def test_a_port_that_is_taken_is_an_outage_and_a_foreign_address_is_for_a_person(config):
    async with listening(config, Taken()):
        with pytest.raises(Unavailable, match="cannot listen"):
            await open_source(evolve(config, rejection_log=None), LocalSourceContext(["orders"])).run(Taken())
    lost = open_source(evolve(config, host="no-such-host.invalid", rejection_log=None), LocalSourceContext())
    with pytest.raises(ConfigurationError, match="no-such-host"):
        await lost.run(Taken())


def test_a_listener_without_endpoints_says_what_is_missing():
    with pytest.raises(ConfigurationError, match="no endpoints"):
        open_source(ListenerConfig(), LocalSourceContext())


@pytest.mark.parametrize(
    ("make", "place"),
    [
        (lambda: ListenerConfig(endpoints=(ORDERS, evolve(PUSHES, path="/orders"))), "endpoints"),
        (lambda: evolve(ORDERS, secret=Secret("short")), "secret"),
        (lambda: evolve(ORDERS, secret=Secret("whsec_?")), "secret"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(make, place):
    with pytest.raises(ValueError, match=place):
        make()
