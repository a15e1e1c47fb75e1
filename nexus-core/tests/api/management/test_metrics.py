"""Figures of a workspace: what is summed up, what is shown as it passes, and who sees it."""

import json
import socket
import time

import httpx
import pytest
from attrs import evolve

from nexus.model.connection import Application
from nexus.model.credentials import ApiKey
from nexus.model.delivery import DeadLetter
from nexus.model.message import NewMessage
from nexus.model.metrics import Figures, Kind, Subject
from nexus.model.metrics.circuit import OpenCircuit
from nexus.model.workflow import Mode, Step, Workflow, WorkflowSource
from nexus.security.api_keys import generate_key
from nexus.storage import schema
from nexus.streams.consumer import StreamConsumer
from nexus.streams.producer import StreamProducer
from nexus.streams.rollups import RollUps
from nexus.streams.situation import StreamSituation
from nexus.testing import eventually

from .conftest import running

SUMMARY = "/api/metrics/summary"


@pytest.fixture
def database_url(tmp_path) -> str:
    """One database: what is asked of it is tested on all where it stands."""
    url = f"sqlite:///{tmp_path}/nexus.db"
    schema.upgrade(url)
    schema.upgrade(url, schema.DELIVERY_LOG)
    return url


@pytest.fixture
def flow(api) -> Workflow:
    """A sequential workflow ``flow``, fed by the application ``shop``."""
    repositories = api.metadata.repositories
    application = repositories.applications.create(Application("", api.workspace.id, "shop"))
    steps = (Step("wait", "delay", {"seconds": 0}),)
    made = Workflow(
        "", api.workspace.id, "flow", Mode.SEQUENTIAL, steps=steps, sources=(WorkflowSource(application.id),)
    )
    return repositories.workflows.create(made, author="test")


def counted(**counts: int) -> Figures:
    made = Figures()
    made.took(counts.get("accepted", 0), counts.get("duplicates", 0))
    made.delivered_at(10_000, [9_960] * counts.get("delivered", 0))
    return made


async def test_points_totals_and_quantiles_of_a_workspace(api, flow):
    now = int(time.time())
    room, workflow = Subject(Kind.WORKSPACE, api.workspace.id), Subject(Kind.WORKFLOW, flow.id)
    route = Subject(Kind.PIPELINE, f"{flow.id}/sequence")
    rollups = RollUps(api.store)
    for at, count in ((now - 20, 5), (now - 10, 7)):
        figures = counted(accepted=count, delivered=count)
        await rollups.write(at, {room: figures, workflow: figures, route: figures})
    await rollups.close()

    found = (await api.call("uwe", "GET", f"{SUMMARY}?span=60&resolution=1")).json()

    assert found["kind"] == "workspace"
    assert len(found["series"]["accepted"]) == 60
    assert sorted(one for one in found["series"]["delivered"] if one) == [5, 7]
    assert found["totals"]["accepted"] == 12
    assert found["totals"]["latency"]["count"] == 12
    assert found["totals"]["latency"]["p99_ms"] == pytest.approx(49.75)
    [one] = found["workflows"]
    assert (one["name"], one["totals"]["delivered"]) == ("flow", 12)
    assert (len(one["trend"]), [each for each in one["trend"] if each]) == (30, [5, 7])
    [one] = found["pipelines"]
    assert (one["id"], one["workflow"], one["totals"]["delivered"], one["circuit"]) == (
        "sequence",
        "flow",
        12,
        "closed",
    )


async def test_points_can_be_of_one_thing(api, flow):
    now = int(time.time())
    rollups = RollUps(api.store)
    await rollups.write(now - 5, {Subject(Kind.WORKFLOW, flow.id): counted(accepted=3)})
    await rollups.close()

    for asked in (f"workflow={flow.id}", "workflow=flow"):
        found = (await api.call("uwe", "GET", f"{SUMMARY}?{asked}")).json()
        assert (found["kind"], found["id"], found["totals"]["accepted"]) == ("workflow", flow.id, 3)
        assert sum(found["series"]["accepted"]) == 3
    for asked in (f"pipeline={flow.id}/sequence", "application=shop"):
        assert (await api.call("uwe", "GET", f"{SUMMARY}?{asked}")).status_code == 200


async def test_what_is_not_kept_or_not_there_is_refused(api):
    for query, status, path in (
        ("workflow=none", 404, None),
        ("workflow=a&pipeline=b", 422, "workflow"),
        ("span=7200&resolution=1", 422, "resolution"),
        ("span=7200&resolution=90", 422, "resolution"),
        ("span=10&resolution=60", 422, "span"),
        ("span=604801", 400, "span"),
        ("resolution=0", 400, "resolution"),
    ):
        answer = await api.call("uwe", "GET", f"{SUMMARY}?{query}")
        assert answer.status_code == status, query
        assert path is None or answer.json()["errors"][0]["path"] == path


async def test_what_is_before_pipelines_and_what_needs_a_person_is_told(api, flow):
    await StreamProducer(api.store).accept(flow.id, [NewMessage(f"m{number}", "app", b"{}") for number in range(3)])
    consumer = StreamConsumer(api.store, flow.id, "sequence", "worker", family="database")
    await consumer.ensure()
    [message] = await consumer.read(1)
    api.metadata.dead_letters.add(
        [DeadLetter(api.workspace.id, flow.id, "sequence", evolve(message, id="d1"), "no", "print", 1)]
    )
    circuit = OpenCircuit(flow.id, "sequence", "open", "no route to host", needs_person=True, since=1_000)
    await StreamSituation(api.store, "worker").tell([circuit], [])

    found = (await api.call("uwe", "GET", SUMMARY)).json()

    assert found["before"] == {"lag": 2, "pending": 1, "scheduled": 0}
    assert found["pipelines"][0]["circuit"] == "open"
    assert found["pipelines"][0]["dead_letters"] == 1
    [told] = found["attention"]["open_circuits"]
    assert (told["workflow"], told["reason"], told["needs_person"]) == ("flow", "no route to host", True)
    assert found["attention"]["dead_letters"] == 1
    assert found["attention"]["dead_letters_by_pipeline"][0]["workflow"] == "flow"
    assert found["attention"]["quarantined_plugins"] == []


async def test_what_was_made_a_moment_ago_is_found(api, flow):
    await api.call("uwe", "GET", SUMMARY)  # what there is, is known now, and kept for a while
    made = api.metadata.repositories.workflows.create(evolve(flow, id="", name="later"), author="olga")
    found = await api.call("uwe", "GET", f"{SUMMARY}?workflow={made.id}")

    assert found.status_code == 200, found.text
    assert "later" in [one["name"] for one in found.json()["workflows"]]


async def test_nothing_is_seen_from_another_workspace(api, flow):
    rollups = RollUps(api.store)
    await rollups.write(
        int(time.time()) - 5,
        {
            Subject(Kind.WORKSPACE, api.workspace.id): counted(accepted=3),
            Subject(Kind.WORKFLOW, flow.id): counted(accepted=3),
        },
    )
    await rollups.close()

    found = (await api.call("otto", "GET", SUMMARY)).json()
    named = await api.call("otto", "GET", f"{SUMMARY}?workflow={flow.id}")
    route = await api.call("otto", "GET", f"{SUMMARY}?pipeline={flow.id}/sequence")

    assert found["totals"]["accepted"] == 0
    assert (found["workflows"], found["pipelines"], found["applications"]) == ([], [], [])
    assert (named.status_code, route.status_code) == (404, 404)


async def test_what_applications_send_is_counted_by_application_workflow_and_workspace(api, flow):
    key = generate_key()
    [application] = api.metadata.repositories.applications.list(api.workspace.id)
    api.metadata.repositories.keys.add(api.workspace.id, application.id, ApiKey(key.id, key.digest))
    headers = {"X-API-Key": key.text}
    for body in ({"id": 1}, {"id": 2}, [{"id": 3}, {"id": 4}]):
        assert (await api.client.post("/ingress", json=body, headers=headers)).status_code == 202
    assert (await api.client.post("/ingress", content=b"{", headers=headers)).status_code == 400
    for _ in range(2):
        once = headers | {"Idempotency-Key": "k"}
        assert (await api.client.post("/ingress", json={"id": 5}, headers=once)).status_code == 202

    async def is_counted() -> bool:
        found = (await api.call("uwe", "GET", f"{SUMMARY}?span=60&resolution=1")).json()
        [one], [workflow] = found["applications"], found["workflows"]
        assert one["totals"]["accepted"] <= 5
        return (
            one["totals"]["accepted"] == workflow["totals"]["accepted"] == found["totals"]["accepted"] == 5
            and one["totals"]["duplicates"] == workflow["totals"]["duplicates"] == 1
            and one["totals"]["refused_by"] == {"malformed": 1}
        )

    await eventually(is_counted)


async def test_the_last_second_is_told_every_second(api, flow):
    ticks = []
    headers = {"Authorization": f"Bearer {await token(api, 'uwe')}"}
    async with api.client.stream("GET", "/api/metrics/stream", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                ticks.append(json.loads(line.removeprefix("data: ")))
            if len(ticks) == 2:
                break
    assert ticks[0]["at"] < ticks[1]["at"]
    assert ticks[0]["totals"]["accepted"] == 0


async def test_pipelines_of_one_workflow_are_told_of_every_second(api, flow):
    headers = {"Authorization": f"Bearer {await token(api, 'uwe')}"}
    for asked, told in ((f"?workflow={flow.id}", {"sequence"}), ("?workflow=flow", {"sequence"}), ("", set())):
        async with api.client.stream("GET", f"/api/metrics/stream{asked}", headers=headers) as answer:
            data = [line async for line in _until(answer.aiter_lines(), "data: ")][-1]
        pipelines = json.loads(data.removeprefix("data: "))["pipelines"]
        assert set(pipelines) == told
        for one in pipelines.values():
            assert (one["delivered"], one["circuit"]) == (0, "closed")
            assert one["before"] == {"lag": 0, "pending": 0, "scheduled": 0}

    unknown = await api.call("uwe", "GET", "/api/metrics/stream?workflow=unknown")
    elsewhere = await api.call("otto", "GET", f"/api/metrics/stream?workflow={flow.id}")
    assert (unknown.status_code, elsewhere.status_code) == (404, 404)


async def _until(lines, beginning):
    async for line in lines:
        yield line
        if line.startswith(beginning):
            return


async def test_the_stream_ends_with_the_session(api, monkeypatch):
    monkeypatch.setattr("nexus.api.management.ticking.ASKED_EVERY_S", 0.5)
    headers = {"Authorization": f"Bearer {await token(api, 'uwe')}"}
    async with api.client.stream("GET", "/api/metrics/stream", headers=headers) as answer:
        lines = answer.aiter_lines()
        assert await anext(lines)
        user = api.metadata.users.by_name("uwe")
        api.metadata.users.update(evolve(user, enabled=False))
        async for _ in lines:
            pass  # it ends


async def token(api, name: str) -> str:
    await api.call(name, "GET", "/api/auth/me")
    return api.tokens[name]


async def test_prometheus_has_names_on_the_port_for_the_inside_alone(settings, catalogue):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with running(evolve(settings, metrics_port=port), catalogue) as api:
        made = Application("", api.workspace.id, "shop")
        application = api.metadata.repositories.applications.create(made)
        key, steps = generate_key(), (Step("wait", "delay", {"seconds": 0}),)
        api.metadata.repositories.keys.add(api.workspace.id, application.id, ApiKey(key.id, key.digest))
        flow = Workflow(
            "", api.workspace.id, "flow", Mode.SEQUENTIAL, steps=steps, sources=(WorkflowSource(application.id),)
        )
        flow = api.metadata.repositories.workflows.create(flow, author="test")
        consumer = StreamConsumer(api.store, flow.id, "sequence", "worker", family="database")
        await consumer.ensure()
        answer = await api.client.post("/ingress", json=[{"id": 1}, {"id": 2}], headers={"X-API-Key": key.text})
        assert answer.status_code == 202

        async with httpx.AsyncClient() as client:
            inside = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
        outside = (await api.client.get("/metrics")).text

    assert 'nexus_application_messages_accepted_total{application="shop",workspace="default"} 2.0' in inside
    route = 'connection="",pipeline="sequence",workflow="flow",workspace="default"'
    assert f"nexus_pipeline_lag_messages{{{route}}} 2.0" in inside
    assert 'nexus_dead_letters{pipeline="sequence",workflow="flow",workspace="default"} 0.0' in inside
    for text in (inside, outside):
        assert "nexus_ingress_messages_accepted_total 2.0" in text
        assert "nexus_stream_store_durable" in text
    assert "shop" not in outside
    assert "default" not in outside
