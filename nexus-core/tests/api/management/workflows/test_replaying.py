"""A part of the retained past is delivered again: bounded, at a steady pace, audited."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from nexus.model.audit import AuditFilter
from nexus.model.delivery import Settlement
from nexus.streams.schedule import StreamSchedule

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL


@pytest.fixture
async def past(api, desk):
    """A workflow whose pipelines have delivered ten messages."""
    made = await desk.make()
    ids = await desk.accept(made["id"], *(b'{"id": %d, "total": 20.5}' % i for i in range(10)))
    entries = []
    for pipeline, family in zip(made["pipelines"], ("database", "rest"), strict=True):
        cursor = desk.cursor(made["id"], pipeline["id"], family)
        await cursor.ensure()
        messages = await cursor.read(100)
        await cursor.settle(Settlement(done=messages))
        entries = [one.entry for one in messages]
    return made, ids, entries


async def replay(api, made, **body):
    answer = await api.call("ada", "POST", f"/api/workflows/{made['id']}/replay", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def scheduled(api, made, family="rest"):
    later = StreamSchedule(api.store, made["id"], family, clock=lambda: 4e9)
    return [retry.message for _, retry in await later.take(1000, 1000)]


async def test_chosen_pipelines_get_the_past_again(api, past):
    made, ids, _ = past

    done = await replay(api, made, pipelines=["to-crm"])

    [pipeline] = done["pipelines"]
    assert (pipeline["name"], pipeline["matched"], pipeline["scheduled"], pipeline["next"]) == ("to-crm", 10, 10, None)
    assert "same idempotency keys" in pipeline["note"]
    assert [one.id for one in await scheduled(api, made)] == ids
    assert await scheduled(api, made, "database") == []


async def test_a_dry_run_counts_and_does_nothing(api, past):
    made, _, _ = past

    done = await replay(api, made, dry_run=True)

    assert [(one["matched"], one["scheduled"]) for one in done["pipelines"]] == [(10, 0), (10, 0)]
    assert await scheduled(api, made) == []
    assert not api.metadata.audit.search(AuditFilter(action="workflow.replay")).items


async def test_it_goes_in_pieces_of_which_each_says_where_the_next_begins(api, past):
    made, ids, entries = past

    first = await replay(api, made, pipelines=["to-crm"], limit=4)
    again = await replay(api, made, pipelines=["to-crm"], limit=4, replay=first["replay"])
    second = await replay(api, made, pipelines=["to-crm"], since=first["next"], replay=first["replay"])

    assert first["next"] == entries[4]
    assert (again["pipelines"][0]["matched"], again["pipelines"][0]["scheduled"]) == (4, 0), "as after a failure"
    assert (second["pipelines"][0]["scheduled"], second["next"]) == (6, None)
    assert [one.id for one in await scheduled(api, made)] == ids


async def test_a_span_is_named_by_times_stream_ids_or_messages(api, past):
    made, ids, entries = past
    hour = timedelta(hours=1)
    now = datetime.now(UTC)

    async def matched(**body):
        return (await replay(api, made, dry_run=True, pipelines=["to-crm"], **body))["pipelines"][0]["matched"]

    assert await matched(since=(now - hour).isoformat(), until=(now + hour).isoformat()) == 10
    assert await matched(until=(now - hour).isoformat()) == 0
    assert await matched(since=entries[3], until=entries[5]) == 3
    assert await matched(messages=[ids[2], ids[7], "stranger"]) == 2


async def test_deliveries_are_spread_over_time_also_over_pieces(api, past):
    made, _, _ = past

    first = await replay(api, made, pipelines=["to-crm"], limit=5, rate=2)
    second = await replay(api, made, pipelines=["to-crm"], since=first["next"], rate=2)

    def due(done):
        return datetime.fromisoformat(done["pipelines"][0]["due_at"])

    assert timedelta(seconds=2) < due(second) - due(first) <= timedelta(seconds=3)
    queue = f"nexus:rest_retry_queue:{{{made['id']}}}"
    flat = await api.store.call(queue, "ZRANGE", queue, 0, -1, "WITHSCORES")
    times = [float(one) for one in flat[1::2]]
    assert {round(later - earlier) for earlier, later in itertools.pairwise(times)} == {500}


async def test_no_more_is_taken_than_can_be_delivered_in_a_while(api, past):
    made, _, _ = past
    await replay(api, made, pipelines=["to-crm"], rate=0.1, limit=10)
    await replay(api, made, pipelines=["to-warehouse"], rate=0.1)
    key = f"nexus:replay:{{{made['id']}}}:{made['pipelines'][1]['id']}"
    ahead = int((datetime.now(UTC) + timedelta(hours=1)).timestamp() * 1_000_000)
    await api.store.call(key, "SET", key, str(ahead))

    refused = await api.call("ada", "POST", f"/api/workflows/{made['id']}/replay", {"pipelines": ["to-crm"]})

    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 2900


async def test_as_new_messages_they_get_ids_that_stay_the_same_within_a_replay(api, past):
    made, ids, _ = past

    first = await replay(api, made, pipelines=["to-crm"], as_new=True)
    new = await scheduled(api, made)
    queue, jobs = f"nexus:rest_retry_queue:{{{made['id']}}}", f"nexus:jobs:{{{made['id']}}}"
    await api.store.call(queue, "DEL", queue, jobs)
    await replay(api, made, pipelines=["to-crm"], as_new=True, replay=first["replay"])
    again = await scheduled(api, made)

    assert not {one.id for one in new} & set(ids)
    assert [one.id for one in new] == [one.id for one in again]
    assert b'"replay_of":"%s"' % ids[0].encode() in new[0].headers


async def test_what_a_ledger_makes_of_it_is_said(api, past):
    made, _, _ = past

    as_it_is = await replay(api, made, pipelines=["to-warehouse"], dry_run=True)
    as_new = await replay(api, made, pipelines=["to-warehouse"], dry_run=True, as_new=True)

    assert "ledger has recorded is not written again" in as_it_is["pipelines"][0]["note"]
    assert "new message ids" in as_new["pipelines"][0]["note"]


async def test_what_has_not_been_read_is_left_to_its_turn(api, past, desk):
    made, _, _ = past
    await desk.accept(made["id"], b'{"id": 11}')

    assert (await replay(api, made, pipelines=["to-crm"]))["pipelines"][0]["matched"] == 10


async def test_it_is_audited_before_it_is_done(api, past):
    made, _, _ = past

    done = await replay(api, made, pipelines=["to-crm"], limit=3, rate=50)

    [entry] = api.metadata.audit.search(AuditFilter(action="workflow.replay")).items
    assert (entry.event.actor, entry.event.target) == ("ada", "workflow:orders")
    assert entry.event.details["pipelines"] == ["to-crm"]
    assert (entry.event.details["limit"], entry.event.details["replay"]) == (3, done["replay"])


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"pipelines": ["nowhere"]}, "pipelines[0]"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-01-01T00:00:00"}, "since"),
        ({"since": "20-0", "until": "10-0"}, "until"),
        ({"limit": 0}, "limit"),
        ({"rate": 100000}, "rate"),
        ({"replay": "mine"}, "replay"),
    ],
)
async def test_what_cannot_be_replayed_is_refused(api, desk, body, path):
    made = await desk.make()

    refused = await api.call("ada", "POST", f"/api/workflows/{made['id']}/replay", body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == path
