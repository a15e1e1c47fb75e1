"""Answers that are given again for a moment, and callers that are remembered: never to another, never after a change."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from attrs import evolve
from sqlalchemy import event

from nexus.api.management.kept import BoundedStore
from nexus.api.management.remembered import SECONDS, Remembered
from nexus.errors import NotSignedIn
from nexus.model.agent import Agent
from nexus.model.connection import Application
from nexus.model.credentials import ApiKey
from nexus.model.user import Session, SignedIn, User
from nexus.storage import schema
from nexus.storage.database import Database
from nexus.storage.repositories.applications import Applications
from nexus.storage.repositories.users import Users
from nexus.streams import keys
from nexus.streams.wake import publish
from nexus.testing import eventually


@pytest.fixture
def database_url(tmp_path) -> str:
    url = f"sqlite:///{tmp_path}/nexus.db"
    schema.upgrade(url)
    schema.upgrade(url, schema.DELIVERY_LOG)
    return url


@pytest.fixture
def other(settings) -> Iterator[Database]:
    """The database as another process sees it: what it changes, the API has to be told or to find out."""
    database = Database.open(settings.database_url)
    yield database
    database.close()


@contextmanager
def statements(api) -> Iterator[list[str]]:
    """What is asked of the metadata database meanwhile."""
    asked: list[str] = []
    engine = api.metadata.database.engine

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def names(api, person: str = "uwe", **options) -> list[str]:
    answer = await api.call(person, "GET", "/api/applications", **options)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["items"]]


async def test_what_was_read_a_moment_ago_is_not_asked_again(api):
    async def asks_nothing() -> bool:  # unless a second ends between the two
        await names(api)
        with statements(api) as asked:
            await names(api)
        return not asked

    await eventually(asks_nothing)


async def test_a_change_is_seen_at_once(api):
    for number in range(5):
        assert len(await names(api)) == number
        api.metadata.repositories.applications.create(Application("", api.workspace.id, f"app-{number}"))


async def test_that_an_agent_is_heard_of_is_no_change(api):
    agents = api.metadata.repositories.agents
    made = agents.create(Agent("", api.workspace.id, "plant"), ApiKey("k1", b"digest"))
    before = api.metadata.database.changes
    agents.seen(made.id, queue_size=7)

    assert api.metadata.database.changes == before
    assert agents.get(api.workspace.id, made.id).queue_size == 7


async def test_what_another_process_changes_and_tells_is_seen(api, other):
    assert await names(api) == []
    made = Applications(other).create(Application("", api.workspace.id, "shop"))
    await publish(api.store, keys.CONFIG, made.id)

    async def is_seen() -> bool:
        return await names(api) == ["shop"]

    await eventually(is_seen, timeout_s=0.9)


async def test_answers_of_one_are_not_given_to_another(api):
    api.metadata.repositories.applications.create(Application("", api.workspace.id, "secret"))
    assert await names(api, "uwe") == ["secret"]

    assert await names(api, "otto") == []
    assert (await api.call("otto", "GET", "/api/users")).status_code == 403
    assert (await api.call(None, "GET", "/api/applications")).status_code == 401
    assert (await api.call("uwe", "GET", "/api/applications", headers={"X-Workspace": "other"})).status_code == 403


async def test_the_version_that_a_client_has_is_part_of_the_question(api):
    made = api.metadata.repositories.applications.create(Application("", api.workspace.id, "shop"))
    path = f"/api/applications/{made.id}"
    first = await api.call("uwe", "GET", path)
    again = await api.call("uwe", "GET", path)

    assert first.headers["etag"] == again.headers["etag"]
    assert first.json() == again.json()
    assert again.headers["x-content-type-options"] == "nosniff"


async def test_who_is_disabled_is_out_at_once(api):
    await names(api, "uwe")
    user = api.metadata.users.by_name("uwe")
    api.metadata.users.update(evolve(user, enabled=False))

    assert (await api.call("uwe", "GET", "/api/applications")).status_code == 401


async def test_who_is_disabled_by_another_process_changes_nothing_any_more(api, other):
    await names(api, "ada")
    users = Users(other)
    users.update(evolve(users.by_name("ada"), enabled=False))

    assert (await api.call("ada", "POST", "/api/applications", {"name": "late"})).status_code == 401

    async def is_out() -> bool:
        return (await api.call("ada", "GET", "/api/applications")).status_code == 401

    await eventually(is_out, timeout_s=SECONDS + 2)


def test_who_is_remembered_is_forgotten_with_time_and_with_every_change():
    now, changes, asked = 0.0, 0, []

    def look_up(token: str) -> SignedIn:
        asked.append(token)
        if token == "wrong":
            raise NotSignedIn("no")
        return SignedIn(User("u", "uwe", ""), Session("s", "u", None))

    remembered = Remembered(look_up, lambda: changes, clock=lambda: now)
    assert remembered.get("token") is None
    found = remembered.look_up("token")
    assert remembered.get("token") is found
    assert remembered.get("another") is None
    changes += 1
    assert remembered.get("token") is None
    remembered.look_up("token")
    now = SECONDS
    assert remembered.get("token") is None
    with pytest.raises(NotSignedIn):
        remembered.look_up("wrong")
    assert remembered.get("wrong") is None


def test_a_change_while_somebody_is_looked_up_counts():
    changes = 0

    def look_up(_token: str) -> SignedIn:
        nonlocal changes
        changes += 1
        return SignedIn(User("u", "uwe", ""), Session("s", "u", None))

    remembered = Remembered(look_up, lambda: changes)
    remembered.look_up("token")

    assert remembered.get("token") is None


async def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr("nexus.api.management.kept._MOST", 10)
    store = BoundedStore()
    for number in range(25):
        await store.set(str(number), b"x", 60)

    assert len(store._store) <= 10
    assert await store.get("24") == b"x"
