"""``POST /execute/{id}`` and the runs that it begins, with a worker beside the API."""

import asyncio
import contextlib
import sqlite3

import pytest

from nexus import wiring
from nexus.model.audit import AuditFilter
from nexus.storage import schema
from nexus.streams.hub import StreamHub
from nexus.streams.store import connect
from nexus.testing import eventually
from nexus.worker.worker import Outside, Worker, WorkerSettings

QUICK = WorkerSettings(claim_idle_s=5.0, sweep_s=0.5, sweep_rate=1000.0)

PRICED = {
    "name": "priced",
    "mode": "sequential",
    "sources": [{"application": "shop"}],
    "result": {"mappings": [{"source": "steps.shape.net", "target": "net"}, {"source": "message.id", "target": "id"}]},
    "steps": [
        {
            "name": "shape",
            "type": "transform",
            "mappings": [
                {"source": "payload.id", "target": "id"},
                {"expression": "payload.total * 2.0", "target": "net"},
                {"source": "payload.email", "target": "email"},
            ],
        },
        {
            "name": "big",
            "type": "condition",
            "expression": "payload.total > 100.0",
            "then": "store",
            "otherwise": "end",
        },
        {"name": "store", "type": "db_query", "connection": "file", "operation": "insert", "target": "prices"},
    ],
}
SLOW = {
    "name": "slow",
    "mode": "sequential",
    "steps": [
        {"name": "wait", "type": "delay", "seconds": 3600},
        {"name": "after", "type": "transform", "mappings": [{"source": "payload.id", "target": "id"}]},
    ],
}
FANNED = {
    "name": "fanned",
    "pipelines": [
        {
            "name": "p",
            "destination": "file",
            "operation": "insert",
            "target": "prices",
            "mappings": [{"source": "id", "target": "id"}],
        }
    ],
}


@pytest.fixture
def database_url(tmp_path) -> str:
    """One database will do: the history has tests of its own on each."""
    url = f"sqlite:///{tmp_path}/nexus.db"
    schema.upgrade(url)
    return url


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "prices.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE prices (id INTEGER, net REAL, email TEXT)")
        connection.commit()
    return path


@pytest.fixture
def define(api, table):
    """Apply definitions with an application, a database and ``workflows``; returns ids by name and the key."""

    def define(*workflows):
        definitions = wiring.open_definitions(api.settings, api.metadata, "default", actor="test")
        done = definitions.apply(
            {
                "applications": [{"name": "shop", "message_id_path": "id", "masked": ["email"]}],
                "connections": [{"name": "file", "connector": "sqlite", "config": {"path": str(table)}}],
                "workflows": list(workflows or (PRICED, SLOW, FANNED)),
            }
        )
        found = api.metadata.repositories.workflows.list(api.workspace.id)
        return {one.name: one.id for one in found}, next((one.text for one in done.keys), None)

    return define


@pytest.fixture
def worker(api):
    @contextlib.asynccontextmanager
    async def running():
        store, history = connect(api.settings.redis_url), wiring.open_run_history(api.settings)
        with wiring.open_log(api.settings, api.catalogue) as log:
            outside = Outside(
                definitions=api.metadata.definitions,
                components=api.catalogue,
                streams=StreamHub(store, "worker"),
                egress=wiring.open_egress(api.settings),
                log=log,
                dead_letters=api.metadata.dead_letters,
                runs=history,
            )
            stop = asyncio.Event()
            task = asyncio.create_task(Worker(outside, QUICK).run(stop, grace_s=5.0))
            try:
                yield
            finally:
                stop.set()
                await asyncio.wait_for(task, 20)
                history.close()
                await store.close()

    return running


async def execute(api, workflow, body, key=None, person=None, **options):
    headers = options.pop("headers", {}) | ({"X-API-Key": key} if key else {})
    return await api.call(person, "POST", f"/execute/{workflow}", body, headers=headers, **options)


async def run_of(api, run_id, *statuses):
    """Return the details of a run once it has one of the statuses."""
    found = {}

    async def there():
        answer = await api.call("ada", "GET", f"/api/v1/runs/{run_id}")
        if answer.status_code != 200:
            return False
        found.update(answer.json())
        return not statuses or found["run"]["status"] in statuses

    await eventually(there, timeout_s=20)
    return found


async def test_a_workflow_is_an_api(api, define, worker, table):
    ids, key = define()
    async with worker():
        body = {"id": 7, "total": 200.0, "email": "ann@example.com"}
        answer = await execute(api, ids["priced"], body, key, params={"wait": 20})
        assert (answer.status_code, answer.json()["net"]) == (200, 400.0)
        run = await run_of(api, answer.headers["x-run-id"], "finished")
    assert answer.json()["id"] == run["run"]["id"]
    steps = {step["name"]: step for step in run["steps"]}
    assert [*steps] == ["shape", "big", "store"]
    assert steps["big"]["output"] is True
    assert steps["store"]["status"] == "done"
    assert steps["store"]["duration_ms"] > 0
    with contextlib.closing(sqlite3.connect(table)) as connection:
        assert connection.execute("SELECT * FROM prices").fetchall() == [(7, 400.0, "ann@example.com")]
    assert "ann@example.com" not in str(run)  # the application wants it masked, wherever it turns up
    assert run["payload"]["email"] == steps["store"]["input"]["email"] == "********"
    listed = (await api.call("uwe", "GET", f"/api/v1/workflows/{ids['priced']}/runs")).json()
    assert [one["id"] for one in listed["items"]] == [run["run"]["id"]]


async def test_without_waiting_the_id_is_answered_and_the_run_is_known_at_once(api, define, worker):
    ids, key = define()
    answer = await execute(api, ids["priced"], {"id": 1, "total": 1.0}, key)
    assert answer.status_code == 202
    assert (await run_of(api, answer.json()["id"]))["run"]["status"] == "accepted"
    again = await execute(api, ids["priced"], {"id": 1, "total": 1.0}, key)
    assert again.json() == answer.json()
    async with worker():
        assert (await run_of(api, answer.json()["id"], "finished"))["result"]["net"] == 2.0
    listed = (await api.call("ada", "GET", f"/api/v1/workflows/{ids['priced']}/runs")).json()["items"]
    assert len(listed) == 1


async def test_who_waits_too_short_gets_the_id(api, define):
    ids, key = define()
    answer = await execute(api, ids["slow"], {"id": 1}, person="ada", params={"wait": 0.1})
    assert answer.status_code == 202
    assert answer.json()["id"]
    answer = await execute(api, ids["slow"], {"id": 1}, key)
    assert answer.status_code == 404  # it takes nothing of this application


async def test_a_run_that_fails_says_so_to_who_waits(api, define, worker):
    ids, key = define()
    async with worker():
        answer = await execute(api, ids["priced"], {"id": 1, "total": "much"}, key, params={"wait": 20})
        assert answer.status_code == 500
        assert answer.json()["type"] == "urn:nexus:problem:run-failed"
        assert "shape" in answer.json()["detail"]
        run = await run_of(api, answer.json()["id"], "failed")
    assert run["steps"][-1]["status"] == "failed"
    assert run["run"]["step"] == "shape"


@pytest.mark.parametrize(("who", "status"), [("ada", 202), ("uwe", 403), ("otto", 404), ("olga", 404), (None, 401)])
async def test_people_run_workflows_of_workspaces_that_they_administer(api, define, who, status):
    ids, _ = define()
    assert (await execute(api, ids["slow"], {"id": 1}, person=who)).status_code == status


@pytest.mark.parametrize("key", ["nxk_unknown", "\u009c", "nxk_0123456789ab_" + "0" * 40])
async def test_a_wrong_key_is_refused_though_a_good_token_stands_beside_it(api, define, key):
    ids, _ = define()
    refused = await execute(api, ids["slow"], {"id": 1}, key.encode("latin-1"), person="ada")
    assert refused.status_code == 401


async def test_what_cannot_be_run_is_refused_with_its_reason(api, define):
    ids, key = define()
    for body, status, workflow in (
        ([{"id": 1}, {"id": 2}], 422, ids["priced"]),
        ({"id": 1}, 404, "0198d2a0-0000-7000-8000-000000000000"),
    ):
        assert (await execute(api, workflow, body, key)).status_code == status
    assert (await execute(api, ids["priced"], {"id": 1}, "nxk_unknown")).status_code == 401
    assert (await execute(api, ids["fanned"], {"id": 1}, person="ada", params={"wait": 1})).status_code == 422
    assert (await execute(api, ids["fanned"], {"id": 1}, person="ada")).status_code == 202
    assert (await execute(api, ids["slow"], [1], person="ada")).status_code == 422
    wrong = await api.client.post(f"/execute/{ids['priced']}", content=b"{", headers={"X-API-Key": key})
    assert wrong.status_code == 400


async def test_a_person_may_send_again_with_the_same_key(api, define):
    ids, _ = define()
    headers = {"Idempotency-Key": "once"}
    first = await execute(api, ids["slow"], {"id": 1}, person="ada", headers=headers)
    assert (await execute(api, ids["slow"], {"id": 1}, person="ada", headers=headers)).json() == first.json()
    other = await execute(api, ids["slow"], {"id": 2}, person="ada", headers=headers)
    assert other.status_code == 409


async def test_a_run_that_waits_is_ended_at_once(api, define, worker):
    ids, _ = define()
    async with worker():
        run_id = (await execute(api, ids["slow"], {"id": 1}, person="ada")).json()["id"]
        waiting = await run_of(api, run_id, "waiting")
        assert (waiting["run"]["step"], bool(waiting["run"]["due_at"])) == ("after", True)
        assert (await api.call("uwe", "POST", f"/api/v1/runs/{run_id}/cancel")).status_code == 403
        assert (await api.call("ada", "POST", f"/api/v1/runs/{run_id}/cancel")).status_code == 202
        await run_of(api, run_id, "cancelled")
        assert (await api.call("ada", "POST", f"/api/v1/runs/{run_id}/cancel")).status_code == 409
    assert len(api.metadata.audit.search(AuditFilter(action="run.cancel", target=f"run:{run_id}")).items) == 1


async def test_one_message_in_several_workflows_has_a_run_in_each(api, define, worker):
    ids, key = define(PRICED, SLOW | {"sources": [{"application": "shop"}]})
    answer = await api.call(None, "POST", "/ingress", {"id": 1, "total": 1.0}, headers={"X-API-Key": key})
    [run_id] = answer.json()["ids"]

    async def status_in(name):
        answer = await api.call("ada", "GET", f"/api/v1/runs/{run_id}", params={"workflow": ids[name]})
        return answer.json()["run"]["status"] if answer.status_code == 200 else ""

    async def both_stand():
        return (await status_in("priced"), await status_in("slow")) == ("finished", "waiting")

    async def is_ended():
        return await status_in("slow") == "cancelled"

    async with worker():
        await eventually(both_stand, timeout_s=20)
        for name in ids:
            again = await api.call(
                "ada",
                "POST",
                f"/api/v1/runs/{run_id}/rerun",
                {"payload": {"id": 2, "total": 1.0}},
                params={"workflow": ids[name]},
            )
            assert again.json()["workflow"] == ids[name]
        in_priced, in_slow = {"workflow": ids["priced"]}, {"workflow": ids["slow"]}
        assert (await api.call("ada", "POST", f"/api/v1/runs/{run_id}/cancel", params=in_priced)).status_code == 409
        assert (await api.call("ada", "POST", f"/api/v1/runs/{run_id}/cancel", params=in_slow)).status_code == 202
        await eventually(is_ended, timeout_s=20)


async def test_a_run_that_nobody_has_begun_never_begins(api, define, worker, table):
    ids, key = define()
    run_id = (await execute(api, ids["priced"], {"id": 1, "total": 500.0}, key)).json()["id"]
    await run_of(api, run_id, "accepted")
    assert (await api.call("ada", "POST", f"/api/v1/runs/{run_id}/cancel")).status_code == 202
    async with worker():
        run = await run_of(api, run_id, "cancelled")
    assert run["steps"] == []
    with contextlib.closing(sqlite3.connect(table)) as connection:
        assert connection.execute("SELECT * FROM prices").fetchall() == []


async def test_a_run_is_run_again_from_a_step_with_another_input(api, define, worker, table):
    ids, key = define()
    async with worker():
        body = {"id": 7, "total": 200.0}
        run_id = (await execute(api, ids["priced"], body, key, params={"wait": 20})).headers["x-run-id"]
        await run_of(api, run_id, "finished")
        answer = await api.call("ada", "POST", f"/api/v1/runs/{run_id}/rerun", {"payload": {"id": 8, "total": 300.0}})
        assert answer.status_code == 202, answer.text
        whole = await run_of(api, answer.json()["id"], "finished")
        assert (whole["run"]["origin"], whole["result"]["net"]) == (run_id, 600.0)
        edited = {"step": "store", "steps": {"shape": {"id": 9, "net": 1.0}}}
        answer = await api.call("ada", "POST", f"/api/v1/runs/{run_id}/rerun", edited)
        part = await run_of(api, answer.json()["id"], "finished")
        assert part["result"]["net"] == 1.0
        wrong = await api.call("ada", "POST", f"/api/v1/runs/{run_id}/rerun", {"step": "nowhere"})
        assert wrong.json()["errors"][0]["path"] == "step"
    with contextlib.closing(sqlite3.connect(table)) as connection:
        rows = connection.execute("SELECT id, net FROM prices ORDER BY id").fetchall()
    assert rows == [(7, 400.0), (8, 600.0), (9, 1.0)]


async def test_masked_outputs_are_not_run_again_by_mistake(api, define, worker):
    ids, key = define()
    async with worker():
        body = {"id": 7, "total": 200.0, "email": "ann@example.com"}
        run_id = (await execute(api, ids["priced"], body, key, params={"wait": 20})).headers["x-run-id"]
        await run_of(api, run_id, "finished")
        answer = await api.call("ada", "POST", f"/api/v1/runs/{run_id}/rerun", {"step": "store"})
        assert answer.status_code == 409
        assert "'shape'" in answer.json()["detail"]
        # from the beginning, the message itself is still in the stream
        answer = await api.call("ada", "POST", f"/api/v1/runs/{run_id}/rerun", {})
        await run_of(api, answer.json()["id"], "finished")


async def test_a_draft_is_tried_on_a_past_message_and_nothing_goes_out(api, define, worker, table):
    ids, key = define()
    async with worker():
        run_id = (await execute(api, ids["priced"], {"id": 7, "total": 200.0}, key, params={"wait": 20})).headers[
            "x-run-id"
        ]
        await run_of(api, run_id, "finished")
    # masked in both, so that nothing of it shows as a difference
    same = (await api.call("ada", "POST", f"/api/v1/runs/{run_id}/try", {})).json()
    assert not same["changed"], same
    assert next(step for step in same["steps"] if step["name"] == "store")["stubbed"]
    draft = {**PRICED, "steps": [dict(step) for step in PRICED["steps"]]}
    rules = [*PRICED["steps"][0]["mappings"]]
    rules[1] = {"expression": "payload.total * 3.0", "target": "net"}
    draft["steps"][0]["mappings"] = rules
    tried = (await api.call("ada", "POST", f"/api/v1/runs/{run_id}/try", {"workflow": draft})).json()
    assert tried["changed"]
    store = next(step for step in tried["steps"] if step["name"] == "store")
    assert (store["before"]["input"]["net"], store["after"]["input"]["net"]) == (400.0, 600.0)
    assert (tried["result_before"]["net"], tried["result_after"]["net"]) == (400.0, 600.0)
    draft["steps"][1]["expression"] = "payload.total >"
    wrong = await api.call("ada", "POST", f"/api/v1/runs/{run_id}/try", {"workflow": draft})
    assert wrong.json()["errors"][0]["path"] == "workflow.steps[1].expression"
    with contextlib.closing(sqlite3.connect(table)) as connection:
        assert len(connection.execute("SELECT * FROM prices").fetchall()) == 1


async def test_runs_are_found_by_status_time_and_reason(api, define, worker):
    ids, key = define()
    async with worker():
        for number in range(3):
            await execute(api, ids["priced"], {"id": number, "total": 1.0}, key, params={"wait": 20})
        await execute(api, ids["priced"], {"id": 9, "total": "x"}, key, params={"wait": 20})
        path = f"/api/v1/workflows/{ids['priced']}/runs"

        async def all_there():
            return len((await api.call("ada", "GET", path)).json()["items"]) == 4

        await eventually(all_there, timeout_s=10)

        async def found(**params):
            return (await api.call("ada", "GET", path, params=params)).json()["items"]

        await eventually(lambda: _as_async(found, status="failed"), timeout_s=10)
        assert [one["status"] for one in await found(status="failed")] == ["failed"]
        assert len(await found(status="finished")) == 3
        assert len(await found(text="shape")) == 1
        assert await found(since="2999-01-01T00:00:00Z") == []
        first = (await api.call("ada", "GET", path, params={"limit": 3})).json()
        rest = (await api.call("ada", "GET", path, params={"limit": 3, "cursor": first["next"]})).json()
        assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
        assert (await api.call("ada", "GET", path, params={"status": "nope"})).status_code == 422
        assert (await api.call("ada", "GET", path, params={"since": "2999-01-01"})).status_code == 422
    assert (await api.call("otto", "GET", path)).status_code == 404


async def _as_async(find, **params):
    return bool(await find(**params))
