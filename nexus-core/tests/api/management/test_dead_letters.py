"""Dead letters over HTTP: looking, editing, replaying, discarding; all audited, nothing shown that is masked."""

import itertools
import json

import pytest

from nexus.model.audit import AuditFilter
from nexus.streams import keys
from nexus.streams.jobs import decode_job

from .world import SECRET, make, payload_of


@pytest.fixture
def world(api):
    return make(api)


async def call(api, method, place, body=None, *, name="ada", expect=200, **parameters):
    answer = await api.call(name, method, f"/api/dead-letters{place}", body, params=parameters)
    assert answer.status_code == expect, answer.text
    return answer.json()


async def scheduled(api, world):
    """What is in the schedule: message id -> (payload, due time)."""
    queue = keys.retry_queue(world.workflow.id, "database")
    found = {}
    members = await api.store.call(queue, "ZRANGE", queue, 0, -1, "WITHSCORES")
    for member, due_at in zip(members[::2], members[1::2], strict=True):
        job = await api.store.call(queue, "HGET", keys.jobs(world.workflow.id), member)
        retry = decode_job(keys.split_member(member.decode())[1], int(float(due_at)), job)
        found[retry.message.id] = (json.loads(retry.message.payload), retry.due_at)
    return found


def audited(api, action):
    return [entry.event for entry in api.metadata.audit.search(AuditFilter(action=action)).items]


async def test_they_are_grouped_listed_and_shown_masked(api, world):
    ids = world.die("m1", "m2", "m3")
    world.die("m4", reason="gone", fingerprint="f2")
    groups = (await call(api, "GET", "/groups", name="uwe"))["items"]
    assert [(one["fingerprint"], one["count"], one["pipeline"], one["reason"]) for one in groups] == [
        ("f1", 3, "to-warehouse", "too long"),
        ("f2", 1, "to-warehouse", "gone"),
    ]
    assert (groups[0]["first_at"], groups[0]["last_at"]) == ("2023-11-14T22:13:20Z", "2023-11-14T22:13:20.002000Z")

    page = await call(api, "GET", "", name="uwe", fingerprint="f1", limit=2)
    rest = await call(api, "GET", "", name="uwe", fingerprint="f1", cursor=page["next"])
    assert [one["message_id"] for one in (*page["items"], *rest["items"])] == ["m3", "m2", "m1"]
    assert rest["next"] is None

    shown = await call(api, "GET", f"/{ids['m2']}", name="uwe")
    assert shown["payload"] == {"id": 1, "customer": {"iban": "********", "name": "Ada"}}
    assert shown["letter"]["application"] == "shop"
    assert shown["trace"] == "/api/v1/messages/m2/trace"


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"workflow": "orders"}, {"m1", "m2"}),
        ({"application": "shop", "pipeline": "to-warehouse"}, {"m1", "m2"}),
        ({"fingerprint": "f2"}, {"m2"}),
        ({"message_id": "m1"}, {"m1"}),
        ({"text": "GONE"}, {"m2"}),
        ({"status": "replayed"}, set()),
        ({"since": "2024-01-01T00:00:00Z"}, {"m2"}),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_filters_hold(api, world, parameters, found):
    world.die("m1")
    world.die("m2", at=1_800_000_000_000, reason="gone", fingerprint="f2")
    page = await call(api, "GET", "", name="uwe", **parameters)
    assert {one["message_id"] for one in page["items"]} == found


async def test_one_is_replayed_whole_and_audited(api, world):
    ids = world.die("m1")
    assert await call(api, "POST", f"/{ids['m1']}/replay", {}) == {"done": [ids["m1"]], "refused": {}}
    [(payload, _)] = (await scheduled(api, world)).values()
    assert payload == payload_of(0)
    [event] = audited(api, "dead_letter.replay")
    assert (event.actor, event.details["message"]) == ("ada", "m1")
    again = await call(api, "POST", f"/{ids['m1']}/replay", {})
    assert "has been replayed by ada" in again["refused"][ids["m1"]]


async def test_a_preview_says_what_would_become_of_an_edit_and_changes_nothing(api, world):
    ids = world.die("m1")
    place = f"/{ids['m1']}/preview"
    as_it_is = await call(api, "POST", place, {})
    assert (as_it_is["ok"], as_it_is["mapped"]) == (True, {"id": 0, "iban": "********", "name": "Ada"})
    edited = await call(api, "POST", place, {"payload": {"id": 9, "customer": {"iban": "********", "name": "Eve"}}})
    assert (edited["ok"], edited["mapped"]) == (True, {"id": 9, "iban": "********", "name": "Eve"})
    wrong = await call(api, "POST", place, {"payload": {"customer": {"iban": f"{SECRET}1"}}})
    assert not wrong["ok"]
    assert wrong["faults"][0]["path"] == "payload.id"
    assert SECRET not in json.dumps([as_it_is, edited, wrong])
    assert await scheduled(api, world) == {}
    assert (await call(api, "GET", f"/{ids['m1']}"))["letter"]["status"] == "waiting"


async def test_an_edited_letter_keeps_what_is_masked_and_says_in_the_audit_log_where_it_was_changed(api, world):
    ids = world.die("m1")
    edited = {"id": 9, "customer": {"iban": "********", "name": "Eve"}}
    await call(api, "POST", f"/{ids['m1']}/replay", {"payload": edited})
    [(payload, _)] = (await scheduled(api, world)).values()
    assert payload == {"id": 9, "customer": {"iban": f"{SECRET}0000", "name": "Eve"}}
    [event] = audited(api, "dead_letter.replay")
    assert event.details["edited"] == ["payload.id", "payload.customer.name"]


@pytest.mark.parametrize(
    ("edited", "path"),
    [
        ({"customer": {}}, "payload.id"),
        ({"id": "x"}, "payload.id"),
        ({"id": 1, "customer": [{"iban": "********"}]}, "customer[0].iban"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_edit_that_does_not_fit_is_refused_and_the_letter_waits(api, world, edited, path):
    ids = world.die("m1")
    answer = await call(api, "POST", f"/{ids['m1']}/replay", {"payload": edited}, expect=422)
    assert path in {one["path"] for one in answer["errors"]}
    assert await scheduled(api, world) == {}
    assert (await call(api, "GET", f"/{ids['m1']}"))["letter"]["status"] == "waiting"


async def test_one_is_discarded_with_a_reason(api, world):
    ids = world.die("m1")
    await call(api, "POST", f"/{ids['m1']}/discard", {"reason": "test data"})
    [event] = audited(api, "dead_letter.discard")
    assert event.details["why"] == "test data"
    await call(api, "POST", f"/{ids['m1']}/discard", {"reason": ""}, expect=422)


async def test_many_are_replayed_in_chunks_at_one_rate_and_whoever_is_interrupted_goes_on(api, world):
    world.die(*(f"m{n}" for n in range(7)))
    world.die("other", fingerprint="f2")
    body = {"filter": {"fingerprint": "f1"}, "rate": 0.5, "limit": 3}
    first = await call(api, "POST", "/replay", body)
    assert (first["done"], first["refused"], first["waiting"]) == (3, {}, 4)
    second = await call(api, "POST", "/replay", body | {"cursor": first["next"]})
    assert (second["done"], second["waiting"]) == (3, 1)
    # the cursor is lost: asked again without, what is left is done
    third = await call(api, "POST", "/replay", body)
    assert (third["done"], third["waiting"], third["next"]) == (1, 0, None)
    found = await scheduled(api, world)
    assert set(found) == {f"m{n}" for n in range(7)}
    due = [found[f"m{n}"][1] for n in (6, 5, 4, 3, 2, 1)]
    assert [later - earlier for earlier, later in itertools.pairwise(due)] == [2000] * 5
    assert len(audited(api, "dead_letter.replay")) == 7


async def test_many_are_discarded_in_chunks_with_a_reason(api, world):
    world.die(*(f"m{n}" for n in range(5)))
    body = {"filter": {"workflow": "orders", "until": "2025-01-01T00:00:00Z"}, "reason": "old", "limit": 4}
    first = await call(api, "POST", "/discard", body)
    assert (first["done"], first["waiting"]) == (4, 1)
    second = await call(api, "POST", "/discard", body | {"cursor": first["next"]})
    assert (second["done"], second["next"]) == (1, None)
    assert {event.details["why"] for event in audited(api, "dead_letter.discard")} == {"old"}


async def test_letters_whose_pipeline_is_gone_are_refused_and_wait(api, world):
    from attrs import evolve

    ids = world.die("m1", "m2")
    api.metadata.repositories.workflows.save(evolve(world.workflow, pipelines=()), author="t")
    chunk = await call(api, "POST", "/replay", {})
    assert (chunk["done"], set(chunk["refused"]), chunk["waiting"]) == (0, set(ids.values()), 2)
    answer = await call(api, "POST", f"/{ids['m1']}/replay", {"payload": payload_of(1)}, expect=409)
    assert "is gone" in answer["detail"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_letters_of_other_workspaces_are_not_there(api, world):
    ids = world.die("m1")
    for method, place, body in (
        ("GET", f"/{ids['m1']}", None),
        ("POST", f"/{ids['m1']}/preview", {}),
        ("POST", f"/{ids['m1']}/replay", {}),
        ("POST", f"/{ids['m1']}/replay", {"payload": {}}),
        ("POST", f"/{ids['m1']}/discard", {"reason": "x"}),
    ):
        await call(api, method, place, body, name="otto", expect=404)
    assert (await call(api, "GET", "", name="otto"))["items"] == []
    assert (await call(api, "POST", "/replay", {}, name="otto"))["done"] == 0
    assert (await call(api, "POST", "/discard", {"reason": "x"}, name="otto"))["done"] == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_an_application_masked_when_a_letter_died_stays_masked_when_it_is_gone(api, world):
    from attrs import evolve

    ids = world.die("m1")
    api.metadata.repositories.applications.update(evolve(world.application, masked=()))
    assert SECRET not in json.dumps(await call(api, "GET", f"/{ids['m1']}"))
    api.metadata.repositories.workflows.save(evolve(world.workflow, sources=()), author="t")
    api.metadata.repositories.applications.delete(world.workspace_id, world.application.id)
    assert SECRET not in json.dumps(await call(api, "GET", f"/{ids['m1']}"))


@pytest.mark.parametrize(
    "body", [{"filter": {"since": "yesterday"}}, {"rate": 0}, {"limit": 0}, {"cursor": "x"}, {"x": 1}]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_replayed_so_is_refused(api, world, body):
    await call(api, "POST", "/replay", body, expect=422)
