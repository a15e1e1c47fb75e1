"""Sources over HTTP: how they are doing, and what their messages look like."""

import time

import pytest

from nexus.builtin import plugin as builtin
from nexus.config import define
from nexus.errors import Unavailable
from nexus.hookspecs import Connector, SourceMessage, SourceType, Subscription, hookimpl
from nexus.model.connection import Connection
from nexus.model.source import SourceReport, SourceState
from nexus.model.workflow import Workflow, WorkflowSource
from nexus.plugins import build_catalogue
from nexus.streams.sources import SourceBoard

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL


@define
class FeedConfig:
    host: str = "a"


def _sample(config, context, subscription, limit, seconds):
    if config.host == "away":
        raise Unavailable("nobody answers")
    payloads = [b'{"id": 1, "name": "x"}', b'{"id": 2}', b"\xff"]
    return [
        SourceMessage(one, metadata={"topic": subscription}, error="" if one[:1] == b"{" else "no JSON")
        for one in payloads
    ][:limit]


class Feeds:
    nexus_contract = "1.0"

    @hookimpl
    def nexus_sources(self):
        feed = Connector("feed", "Feed", "feed", FeedConfig, check=lambda config, context: [])
        dumb = Connector("dumb", "Dumb feed", "feed", FeedConfig, check=lambda config, context: [])
        offered = lambda config: [Subscription("orders"), Subscription("returns")]  # noqa: E731
        return [
            SourceType(feed, open=lambda config, context: None, subscriptions=offered, sample=_sample),
            SourceType(dumb, open=lambda config, context: None),
        ]


@pytest.fixture(scope="session")
def catalogue():
    return build_catalogue([builtin, Feeds()])


def connection(api, name, connector="feed", workspace=None, **config):
    made = Connection("", workspace or api.workspace.id, name, connector, config)
    return api.metadata.repositories.connections.create(made, ()).id


def taken(api, name, source, subscription=None, workspace=None):
    sources = (WorkflowSource(connection=source, subscription=subscription),)
    made = Workflow("", workspace or api.workspace.id, name, sources=sources)
    api.metadata.repositories.workflows.create(made, author="test")


async def sources(api, person="uwe"):
    answer = await api.call(person, "GET", "/api/sources")
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["items"]}


async def test_a_source_is_shown_with_its_users_and_what_its_receiver_tells(api):
    plant = connection(api, "plant")
    taken(api, "w", plant, "orders")
    now = time.time_ns() // 1_000_000
    report = SourceReport(plant, 0, SourceState.BACKOFF, "nobody answers", "receiver-1", now, now + 500, 7, 1, now, now)
    await SourceBoard(api.store).post([report])

    found = (await sources(api))["plant"]

    assert (found["id"], found["connector"]) == (plant, "feed")
    assert (found["subscriptions"], found["workflows"]) == (["orders"], ["w"])
    [instance] = found["instances"]
    assert {key: instance[key] for key in ("state", "reason", "receiver", "messages", "refused")} == {
        "state": "backoff",
        "reason": "nobody answers",
        "receiver": "receiver-1",
        "messages": 7,
        "refused": 1,
    }
    assert instance["since"] == instance["last_at"] < instance["retry_at"]


async def test_without_a_receiver_a_source_waits_and_what_cannot_run_says_why(api):
    taken(api, "w", connection(api, "plant"))
    taken(api, "v", connection(api, "mine"), "lost")
    await SourceBoard(api.store).post(
        [SourceReport((await sources(api))["plant"]["id"], 0, SourceState.RUNNING, told_at=1)]
    )

    found = await sources(api)

    assert [one["state"] for one in found["plant"]["instances"]] == ["waiting"]
    assert "nexus receiver" in found["plant"]["instances"][0]["reason"]
    assert found["mine"]["instances"][0]["state"] == "error"
    assert "'lost'" in found["mine"]["instances"][0]["reason"]


async def test_nobody_sees_the_sources_of_another_workspace(api):
    other = api.metadata.workspaces.by_name("other").id
    taken(api, "w", connection(api, "plant", workspace=other), workspace=other)

    assert await sources(api) == {}
    assert list(await sources(api, "otto")) == ["plant"]


async def test_fields_are_proposed_from_messages_that_come(api):
    place = f"/api/sources/{connection(api, 'plant')}/infer-fields"

    answer = await api.call("ada", "POST", place, {"subscription": "orders"})

    assert answer.status_code == 200, answer.text
    assert [(one["name"], one["type"], one["required"]) for one in answer.json()["fields"]] == [
        ("id", "integer", True),
        ("name", "string", False),
    ]
    assert [one["error"] for one in answer.json()["samples"]] == ["", "", "no JSON"]
    assert answer.json()["samples"][0]["headers"] == {"topic": "orders"}


@pytest.mark.parametrize(
    ("connector", "config", "body", "status", "told"),
    [
        ("feed", {}, {"subscription": "lost"}, 422, "there are orders, returns"),
        ("feed", {}, {"subscription": "orders", "limit": 0}, 422, "limit"),
        ("dumb", {}, {}, 422, "does not show samples"),
        ("feed", {"host": "away"}, {"subscription": "orders"}, 503, "nobody answers"),
    ],
)
async def test_where_no_samples_can_be_had_it_says_why(api, connector, config, body, status, told):
    place = f"/api/sources/{connection(api, 'plant', connector, **config)}/infer-fields"

    answer = await api.call("ada", "POST", place, body)

    assert answer.status_code == status
    assert told in answer.text
