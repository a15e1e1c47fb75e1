"""Sources that agents receive from: what an agent is told of them, what it forwards, how it says that they are."""

import base64
import gzip
import json
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from nexus.builtin import plugin as builtin
from nexus.config import define
from nexus.hookspecs import Connector, SourceMessage, SourceType, Subscription, hookimpl
from nexus.mapping.documents import FieldDocument
from nexus.model.connection import Connection
from nexus.model.source import SourceReport, SourceState
from nexus.model.workflow import Mode, Step, Workflow, WorkflowSource
from nexus.plugins import build_catalogue
from nexus.services.agent_links.frames import Status
from nexus.streams import keys
from nexus.streams.sources import SourceBoard
from nexus.testing import eventually

from .plants import Plant

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@define
class FeedConfig:
    host: str = "a"


class Feeds:
    nexus_contract = "1.0"

    @hookimpl
    def nexus_sources(self):
        feed = Connector("feed", "Feed", "feed", FeedConfig, check=lambda config, context: [])
        number = FieldDocument(name="id", type="integer", required=True)
        offered = [Subscription("orders", fields=[number], message_id_path="id"), Subscription("returns")]
        return [SourceType(feed, open=lambda *_: None, subscriptions=lambda _: offered, sample=self.sample)]

    @staticmethod
    def sample(config, context, subscription, limit, seconds):
        payloads = [b'{"id": 1, "total": 1.50}', b"\xff"]
        return [
            SourceMessage(one, metadata={"topic": subscription}, error="" if one[:1] == b"{" else "no JSON")
            for one in payloads
        ][:limit]


@pytest.fixture(scope="session")
def catalogue():
    return build_catalogue([builtin, Feeds()])


@pytest.fixture
def feed(api, plant):
    made = Connection("", api.workspace.id, "line", "feed", {"host": "broker"}, plant.id)
    return api.metadata.repositories.connections.create(made, ()).id


@pytest.fixture
def workflow(api, feed):
    return taken(api, "w", feed, "orders")


def taken(api, name, feed, subscription=None):
    made = Workflow(
        "",
        api.workspace.id,
        name,
        Mode.SEQUENTIAL,
        sources=(WorkflowSource(connection=feed, subscription=subscription),),
        steps=(Step("shape", "transform"),),
    )
    found = api.metadata.repositories.workflows.create(made, author="t").id
    api.metadata.database.changes += 1
    return found


def line(payload, **more):
    return {"id": str(uuid.uuid4()), "payload": payload, "subscription": "orders"} | more


async def forward(api, plant, feed, *lines):
    body = gzip.compress(b"\n".join(json.dumps(one).encode() for one in lines))
    headers = {
        "Authorization": f"Bearer {plant.token}",
        "Content-Type": "application/x-ndjson",
        "Content-Encoding": "gzip",
    }
    return await api.client.post(f"/api/v1/agents/sources/{feed}/messages", content=body, headers=headers)


async def entries(api, workflow):
    found = await api.store.call(keys.stream(workflow), "XRANGE", keys.stream(workflow), "-", "+")
    return [dict(zip(fields[::2], fields[1::2], strict=True)) for _, fields in found]


async def synced(api, plant):
    answer = await api.client.get("/api/v1/agents/sync", headers={"Authorization": f"Bearer {plant.token}"})
    return answer.json()["connections"]


async def test_an_agent_is_told_what_to_receive_and_with_which_secrets(api, plant, feed):
    (before,) = await synced(api, plant)
    taken(api, "w", feed, "orders")
    (after,) = await synced(api, plant)
    taken(api, "v", feed)
    (both,) = await synced(api, plant)

    assert before["subscriptions"] is None
    assert after["subscriptions"] == ["orders"]
    assert both["subscriptions"] == ["orders", "returns"]
    assert json.loads(plant._open(base64.b64decode(after["sealed"]))) == {"host": "broker"}


async def test_what_it_forwards_is_taken_in_order_under_its_own_ids(api, plant, feed, workflow):
    lines = [line({"id": number}, metadata={"topic": "a/b"}) for number in range(3)]
    answer = await forward(api, plant, feed, *lines)

    assert answer.status_code == 202, answer.text
    assert (answer.json()["accepted"], answer.json()["ids"]) == (3, [one["id"] for one in lines])
    found = await entries(api, workflow)
    assert [one[b"m"].decode() for one in found] == [one["id"] for one in lines]
    assert [json.loads(one[b"p"]) for one in found] == [{"id": number} for number in range(3)]
    assert {one[b"s"].decode() for one in found} == {feed}
    assert json.loads(found[0][b"h"]) == {"agent": "plant-7", "topic": "a/b"}


async def test_what_comes_again_is_taken_once_after_a_day_too(api, plant, feed, workflow):
    other = taken(api, "returns", feed, "returns")
    lines = [line({"id": 1}), line("no id of its own", subscription="returns")]
    await forward(api, plant, feed, *lines)
    for one in (workflow, other):
        marks = await api.store.call(keys.stream(one), "KEYS", keys.dedup_prefix(one) + "*")
        await api.store.call(keys.stream(one), "DEL", *marks)

    again = await forward(api, plant, feed, *lines)
    same = await forward(api, plant, feed, line({"id": 1}))  # the upstream sent it again, and the agent did not know it
    assert (again.json()["duplicates"], again.json()["accepted"]) == (2, 0)
    assert same.json()["accepted"] == 1  # a day later it is another message, as at a receiver
    assert (await forward(api, plant, feed, line({"id": 1}))).json()["duplicates"] == 1
    assert len(await entries(api, workflow)) == 2
    assert len(await entries(api, other)) == 1


async def test_what_cannot_be_read_becomes_a_dead_letter_and_what_nobody_takes_stays_with_the_agent(
    api, plant, feed, workflow
):
    text = base64.b64encode(b"\xff no JSON").decode()
    bad = [line({"id": "x"}), line(None, bytes=text, error="broken"), line(None, bytes=text)]
    for one in bad[1:]:
        del one["payload"]
    stray = line({"id": 5}, subscription="returns")
    answer = await forward(api, plant, feed, bad[0], stray, *bad[1:], line({"id": 1}), {"id": "1"})

    said = answer.json()
    assert said["ids"][1] is said["ids"][5] is None
    assert [(one["index"], one["path"]) for one in said["errors"]] == [(1, "subscription"), (5, "id")]
    assert (said["accepted"], said["rejected"]) == (4, 2)
    assert len(await entries(api, workflow)) == 1
    assert await api.store.call(keys.dead(workflow), "XLEN", keys.dead(workflow)) == 3


async def test_only_the_agent_of_a_connection_is_listened_to(api, plant, feed, workflow, catalogue):
    answer = (await api.call("ada", "POST", "/api/agents", {"name": "plant-8"})).json()
    other = Plant(api, catalogue, answer, X25519PrivateKey.generate())

    refused = await forward(api, other, feed, line({"id": 1}))
    assert (refused.status_code, refused.json()["type"]) == (404, "urn:nexus:problem:not-found")
    assert (await forward(api, plant, "nothing", line({"id": 1}))).status_code == 404
    assert not await entries(api, workflow)


async def test_while_no_workflow_takes_its_messages_the_agent_keeps_them(api, plant, feed, workflow):
    workflows = api.metadata.repositories.workflows
    workflows.set_enabled(api.workspace.id, workflow, enabled=False, author="t")
    api.metadata.database.changes += 1
    assert (await forward(api, plant, feed, line({"id": 1}))).status_code == 404
    workflows.set_enabled(api.workspace.id, workflow, enabled=True, author="t")
    api.metadata.database.changes += 1
    assert (await forward(api, plant, feed, line({"id": 1}))).status_code == 202


async def test_how_its_sources_are_is_shown_by_the_centres_clock_and_of_its_own_alone(api, plant, feed, workflow):
    fast = 10**10  # months ahead
    own = SourceReport(feed, 0, SourceState.RUNNING, since=fast - 5000, messages=7, last_at=fast - 1000, told_at=fast)
    foreign = SourceReport("another", 0, SourceState.RUNNING, told_at=fast)
    await plant.connect(api)
    await plant.send(plant.socket, Status(3, "1.0", (own, foreign)))
    await eventually(lambda: read(api))

    (shown,) = (await api.call("uwe", "GET", "/api/sources")).json()["items"]
    (instance,) = shown["instances"]
    assert (instance["state"], instance["receiver"], instance["messages"]) == ("running", "agent plant-7", 7)
    assert instance["since"] < instance["last_at"]
    assert {one.connection for one in await read(api)} == {feed}
    await plant.send(plant.socket, Status(3, "1.0"))  # it receives from it no more
    await eventually(lambda: nothing(api))
    (shown,) = (await api.call("uwe", "GET", "/api/sources")).json()["items"]
    assert "its agent tells nothing" in shown["instances"][0]["reason"]


async def test_fields_are_proposed_from_what_the_agent_sees(api, plant, feed):
    path = f"/api/sources/{feed}/infer-fields"
    away = await api.call("ada", "POST", path, {"subscription": "orders"})
    assert (away.status_code, away.json()["type"]) == (503, "urn:nexus:problem:agent-away")
    await plant.connect(api)

    found = (await api.call("ada", "POST", path, {"subscription": "orders", "seconds": 1})).json()
    assert [one["error"] for one in found["samples"]] == ["", "no JSON"]
    assert found["samples"][0] == {"payload": '{"id": 1, "total": 1.50}', "headers": {"topic": "orders"}, "error": ""}
    assert {one["name"] for one in found["fields"]} == {"id", "total"}
    assert (await api.call("ada", "POST", path, {"subscription": "lost"})).status_code == 422


async def read(api):
    return await SourceBoard(api.store).read()


async def nothing(api):
    return not await read(api)
