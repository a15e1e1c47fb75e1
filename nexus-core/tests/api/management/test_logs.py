"""The delivery log over HTTP."""

import pytest
from uuid_utils import uuid7

from nexus import wiring
from nexus.model.delivery import Status

from .world import make


@pytest.fixture
def world(api):
    return make(api)


async def logs(api, name="uwe", **parameters):
    answer = await api.call(name, "GET", "/api/logs", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_lines_say_names_beside_ids_times_and_durations(api, world):
    api.log.append([world.event("m1", Status.RETRYING, at=1_700_000_000_032)])
    [line] = (await logs(api))["items"]
    assert line == {
        "id": f"m1.{world.pipeline.id}.1.1700000000032",
        "message_id": "m1",
        "status": "retrying",
        "attempt": 1,
        "workflow_id": world.workflow.id,
        "workflow": "orders",
        "pipeline_id": world.pipeline.id,
        "pipeline": "to-warehouse",
        "application_id": world.application.id,
        "application": "shop",
        "received_at": "2023-11-14T22:13:20.012000Z",
        "started_at": "2023-11-14T22:13:20.020000Z",
        "finished_at": "2023-11-14T22:13:20.032000Z",
        "duration_ms": 12,
        "reason": "too long",
        "fingerprint": "",
    }


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({}, {"m1", "m2", "m3"}),
        ({"workflow": "orders"}, {"m1", "m2", "m3"}),
        ({"pipeline": "to-warehouse", "status": "dead"}, {"m3"}),
        ({"application": "shop", "status": ["dead", "retrying"]}, {"m2", "m3"}),
        ({"message_id": "m2"}, {"m2"}),
        ({"text": "TOO LONG"}, {"m2", "m3"}),
        ({"since": "1970-01-01T00:00:02Z"}, {"m2", "m3"}),
        ({"since": "1970-01-01T01:00:02+01:00", "until": "1970-01-01T00:00:03Z"}, {"m2"}),
        ({"workflow": "0197f000-0000-7000-8000-000000000000"}, set()),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_filters_hold_by_name_and_id(api, world, parameters, found):
    api.log.append(
        [
            world.event("m1", at=1000),
            world.event("m2", Status.RETRYING, at=2000),
            world.event("m3", Status.DEAD, at=3000),
        ]
    )
    assert {line["message_id"] for line in (await logs(api, **parameters))["items"]} == found


async def test_pages_go_both_ways_while_lines_are_added(api, world):
    api.log.append([world.event(f"m{n}", at=1000 + n) for n in range(5)])
    first = await logs(api, limit=2)
    second = await logs(api, limit=2, cursor=first["next"])
    api.log.append([world.event("late", at=9000)])
    third = await logs(api, limit=2, cursor=second["next"])
    assert [one["message_id"] for page in (first, second, third) for one in page["items"]] == [
        f"m{n}" for n in reversed(range(5))
    ]
    assert third["next"] is None
    assert (await logs(api, limit=2, cursor=second["previous"]))["items"] == first["items"]
    news = await logs(api, cursor=first["previous"])
    assert [one["message_id"] for one in news["items"]] == ["late"]


@pytest.mark.parametrize(
    ("parameters", "path"),
    [
        ({"workflow": "nobody"}, "workflow"),
        ({"since": "2026-01-01T00:00:00"}, "since"),
        ({"cursor": "nonsense"}, "cursor"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_asked_is_refused_with_its_place(api, world, parameters, path):
    answer = await api.call("uwe", "GET", "/api/logs", params=parameters)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path


async def test_other_workspaces_see_nothing(api, world):
    api.log.append([world.event("m1")])
    assert (await logs(api, "otto"))["items"] == []
    assert (await logs(api, "otto", workflow=world.workflow.id))["items"] == []
    assert (await api.call("otto", "GET", "/api/messages/m1/trace")).status_code == 404


# -- traces -----------------------------------------------------------------------------------------------------------


async def trace(api, message_id):
    answer = await api.call("uwe", "GET", f"/api/messages/{message_id}/trace")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_message_that_is_accepted_and_not_read_waits(api, world):
    wanted, *others = (str(uuid7()) for _ in range(30))
    await world.accept(*others[:15], wanted, *others[15:])
    told = await trace(api, wanted)
    assert (told["application"], told["complete"], told["payload_retained"]) == ("shop", True, True)
    assert told["payload"] == {"id": 15, "customer": {"iban": "********", "name": "Ada"}}
    [delivery] = told["deliveries"]
    assert (delivery["stage"], delivery["pipeline"], delivery["attempts"]) == ("waiting", "to-warehouse", [])
    assert delivery["mapped"] == {"id": 15, "iban": "********", "name": "Ada"}


async def test_a_message_is_followed_from_hand_to_hand(api, world):
    from nexus.model.delivery import ScheduledRetry, Settlement

    message_id = str(uuid7())
    await world.accept(message_id)
    consumer = await world.consumer()
    [message] = await consumer.read(10)
    [delivery] = (await trace(api, message_id))["deliveries"]
    assert (delivery["stage"], delivery["handed_out"]) == ("in_work", 1)

    from attrs import evolve

    retry = ScheduledRetry(evolve(message, attempt=2), 4_000_000_000_000, "HTTP 500")
    await consumer.settle(Settlement(retries=[retry]))
    api.log.append([world.event(message_id, Status.RETRYING, entry=message.entry, reason="HTTP 500")])
    [delivery] = (await trace(api, message_id))["deliveries"]
    assert (delivery["stage"], delivery["next_attempt"], delivery["reason"]) == ("scheduled", 2, "HTTP 500")
    assert delivery["due_at"] == "2096-10-02T07:06:40Z"
    assert [one["status"] for one in delivery["attempts"]] == ["retrying"]
    assert delivery["waited_ms"] == 8

    await consumer.settle(Settlement(done=[evolve(message, scheduled=True)]))
    api.log.append([world.event(message_id, attempt=2, entry=message.entry)])
    [delivery] = (await trace(api, message_id))["deliveries"]
    assert (delivery["stage"], len(delivery["attempts"])) == ("delivered", 2)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_message_is_looked_for_where_its_application_has_ever_led(api, world):
    """It is delivered by one workflow, and waits in another, which its application feeds no more."""
    from attrs import evolve

    from nexus.model.message import NewMessage
    from nexus.streams.producer import StreamProducer

    workflows = api.metadata.repositories.workflows
    other = workflows.create(evolve(world.workflow, id="", name="other", pipelines=()), author="t")
    apart = workflows.create(evolve(world.workflow, id="", name="apart", sources=(), pipelines=()), author="t")
    pipeline = evolve(world.pipeline, id="")
    other = workflows.save(evolve(other, sources=(), pipelines=(pipeline,)), author="t")
    message_id = str(uuid7())
    for workflow in (other, apart):
        await StreamProducer(api.store).accept(workflow.id, [NewMessage(message_id, world.application.id, b"{}")])
    api.log.append([world.event(message_id)])
    found = {one["workflow"]: one["stage"] for one in (await trace(api, message_id))["deliveries"]}
    assert found == {world.workflow.name: "delivered", "other": "waiting"}


async def test_a_dead_message_leads_to_its_letter_and_its_payload(api, world):
    ids = world.die("m1")
    api.log.append([world.event("m1", Status.DEAD)])
    told = await trace(api, "m1")
    assert told["payload"]["customer"] == {"iban": "********", "name": "Ada"}
    assert told["headers"] == {"topic": "t"}
    [delivery] = told["deliveries"]
    assert (delivery["stage"], delivery["dead_letter_id"]) == ("dead", ids["m1"])

    await api.call("ada", "POST", f"/api/dead-letters/{ids['m1']}/discard", {"reason": "test"})
    assert (await trace(api, "m1"))["deliveries"][0]["stage"] == "discarded"


async def test_a_run_that_waits_says_its_steps(api):
    from attrs import evolve

    from nexus.engine.route import SEQUENCE
    from nexus.engine.sequence.state import RunState, dump
    from nexus.model.delivery import ScheduledRetry, Settlement
    from nexus.streams.consumer import StreamConsumer

    world = make(api, sequential=True)
    message_id = str(uuid7())
    await world.accept(message_id)
    consumer = StreamConsumer(api.store, world.workflow.id, SEQUENCE, "w1", family="database")
    await consumer.ensure()
    [message] = await consumer.read(10)
    state = dump(RunState(at="store", steps={"look": {"iban": "DE02CANARY"}}))
    await consumer.settle(
        Settlement(retries=[ScheduledRetry(evolve(message, attempt=1), 4_000_000_000_000, "", state)])
    )
    [delivery] = (await trace(api, message_id))["deliveries"]
    assert (delivery["pipeline"], delivery["stage"]) == ("sequence", "scheduled")
    assert (delivery["at_step"], delivery["finished_steps"], delivery["steps"]) == ("store", ["look"], [])

    from nexus.model.run import RunRecord, RunStatus, StepRun

    look = StepRun("look", 1_700_000_000_000, 12.5, attempt=2, error="HTTP 500", skipped=True)
    at = 1_700_000_000_000
    record = RunRecord(
        message_id,
        world.workspace_id,
        world.workflow.id,
        1,
        world.application.id,
        message.entry,
        RunStatus.WAITING,
        at,
        at,
        at,
        steps=(look,),
    )
    history = wiring.open_run_history(api.settings)
    history.append([record])
    history.close()
    [delivery] = (await trace(api, message_id))["deliveries"]
    assert delivery["steps"] == [
        {
            "name": "look",
            "started_at": "2023-11-14T22:13:20Z",
            "duration_ms": 12.5,
            "attempt": 2,
            "error": "HTTP 500",
            "skipped": True,
        }
    ]


@pytest.mark.parametrize("message_id", ["m1", "0197f2a0-3b5c-7c11-9d7e-2f1f6a0c4b11", "0", "x" * 300])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_message_that_nobody_has_seen_is_not_found(api, world, message_id):
    await world.accept(str(uuid7()))
    answer = await api.call("uwe", "GET", f"/api/messages/{message_id}/trace")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:nexus:problem:not-found")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_of_an_application_that_is_gone_nothing_is_shown(api, world):
    message_id = str(uuid7())
    await world.accept(message_id)
    from attrs import evolve

    workflow = evolve(world.workflow, sources=())
    api.metadata.repositories.workflows.save(workflow, author="t")
    api.metadata.repositories.applications.delete(world.workspace_id, world.application.id)
    told = await trace(api, message_id)
    assert (told["payload"], told["application"]) == ("********", None)
