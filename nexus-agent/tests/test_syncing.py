"""What the agent works with is what the centre says, and what it said last while it is away."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from nexus import ConfigurationError
from nexus.testing import Answer, HttpServer
from nexus_agent.assignment import Directory, read_sender
from nexus_agent.centre import Centre
from nexus_agent.home import Home
from nexus_agent.settings import Settings
from nexus_agent.syncing import UNAUTHORIZED_SECONDS, Sync

KEY = hashlib.sha256(b"key").digest()
JSON = {"Content-Type": "application/json", "ETag": '"t1"'}


def assignment(**application):
    shop = {
        "id": "a1",
        "name": "shop",
        "enabled": True,
        "fields": [{"name": "id", "type": "integer", "required": True}],
        "allow_unknown": True,
        "dedup": "message_id",
        "message_id_path": "id",
        "rate_limit": None,
        "burst": None,
        "encryption": False,
        "keys": [{"id": "k1", "sha256": KEY.hex(), "valid_until": None}],
        "something": "that a newer centre says",
    }
    return json.dumps(
        {"id": "agent-1", "name": "plant-7", "applications": [shop | application], "connections": []}
    ).encode()


@pytest.fixture
def server():
    with HttpServer() as server:
        yield server


class World:
    def __init__(self, tmp_path, centre):
        self.home = Home(Settings(data_dir=tmp_path))
        self.directory = Directory()
        self.changes = 0
        self.sync = Sync(centre, self.home, self.directory, 60.0, lambda: 12, self.changed)

    def changed(self):
        self.changes += 1


@pytest.fixture
async def world(tmp_path, server):
    async with Centre(server.url(), "nxa_token") as centre:
        yield World(tmp_path, centre)


async def test_what_the_centre_says_is_gone_by_and_asked_for_again_by_its_tag(world, server):
    server.script(Answer(status=200, body=assignment(), headers=JSON), Answer(status=304))

    assert [await world.sync.once(), await world.sync.once()] == [60.0, 60.0]

    holder = world.directory.holder_of_key("k1", KEY)
    assert (holder.application.id, world.directory.names()) == ("a1", {"a1": "shop"})
    assert world.directory.holder_of_key("k1", b"x" * 32) is None
    assert world.directory.holder_of_key("k2", KEY) is None
    assert world.changes == 1
    assert server.requests[0].query.startswith("queue_size=12&release=")
    assert server.requests[1].headers["if-none-match"] == '"t1"'
    assert world.sync.standing.state == "ok"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(status=503, headers={"Retry-After": "7"}), "away"),
        (Answer(status=401), "unauthorized"),
        (Answer(status=200, body=b"<html>", headers={"Content-Type": "text/html"}), "away"),
        (Answer(status=200, body=b'{"id": 1}', headers=JSON), "away"),
    ],
    ids=["busy", "unauthorized", "portal", "newer"],
)
async def test_whatever_else_it_answers_what_it_said_last_stays(world, server, answer, state):
    server.script(Answer(status=200, body=assignment(), headers=JSON), answer)
    await world.sync.once()

    pause = await world.sync.once()

    assert world.directory.holder_of_key("k1", KEY) is not None
    assert world.sync.standing.state == state
    assert pause >= (UNAUTHORIZED_SECONDS if state == "unauthorized" else 0)


async def test_after_a_restart_without_the_centre_it_goes_on_by_what_was_said_last(world, server, tmp_path):
    server.script(Answer(status=200, body=assignment(), headers=JSON))
    await world.sync.once()
    server.refuse()

    async with Centre(server.url(), "nxa_token") as centre:
        later = World(tmp_path, centre)
        later.sync.remember()
        await later.sync.once()

    assert later.directory.holder_of_key("k1", KEY).application.name == "shop"
    assert later.sync.standing.state == "away"


def test_what_was_kept_and_cannot_be_read_is_asked_for_first(world):
    world.home.keep_assignment(b"{")

    world.sync.remember()

    assert world.directory.assignment is None


async def test_a_key_ends_in_time_though_nobody_says_so(world, server):
    past, future = (datetime.now(UTC) + timedelta(seconds=by) for by in (-1, 60))
    keys = [
        {"id": "k1", "sha256": KEY.hex(), "valid_until": past.isoformat()},
        {"id": "k2", "sha256": KEY.hex(), "valid_until": future.isoformat()},
    ]
    server.script(Answer(status=200, body=assignment(keys=keys), headers=JSON))
    await world.sync.once()

    assert world.directory.holder_of_key("k1", KEY) is None
    assert world.directory.holder_of_key("k2", KEY) is not None


async def test_envelopes_are_taken_as_they_are(world, server):
    server.script(Answer(status=200, body=assignment(encryption=True), headers=JSON))
    await world.sync.once()

    sender = read_sender(world.directory.holder_of_key("k1", KEY).application)

    envelope = b'{"v":1,"kid":1,"mid":"m-1","iv":"AAAAAAAAAAAAAAAA","ct":"AAAAAAAAAAAAAAAAAAAAAAAA"}'
    assert sender.opener.open(envelope) == ("m-1", envelope)
    with pytest.raises(Exception, match="is no encrypted envelope"):
        sender.opener.open(b'{"id": 1}')


def test_the_folder_keeps_secrets_to_itself(tmp_path):
    home = Home(Settings(data_dir=tmp_path / "agent"))
    with pytest.raises(ConfigurationError, match="nexus-agent register"):
        _ = home.token
    made = home.make_key()
    home.keep_registration("https://nexus.example.com/", "nxa_token")

    assert home.private_key == made.private_bytes_raw() == home.make_key().private_bytes_raw()
    assert (home.server, home.token) == ("https://nexus.example.com", "nxa_token")
    assert {one.stat().st_mode & 0o077 for one in home.path.iterdir()} == {0}
    assert home.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, "does not take the token"), (409, "new token"), (404, "address of a Nexus"), (503, "503")],
)
async def test_a_registration_that_fails_says_why(server, status, error):
    server.script(Answer(status=status))
    async with Centre(server.url(), "nxa_token") as centre:
        with pytest.raises(Exception, match=error):
            await centre.register(bytes(32))
