"""Workflows are defined, shown, replaced, switched and deleted."""

import pytest

from nexus.errors import StoreError
from nexus.model.audit import AuditFilter
from nexus.model.delivery import Depth, Settlement
from nexus.model.message import NewMessage
from nexus.streams.producer import StreamProducer
from nexus.testing import eventually

from .conftest import ORDERS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # SQL is tested with the history


async def test_a_workflow_is_defined_and_shown_with_what_is_promised(api, desk):
    made = await api.call("ada", "POST", "/api/workflows", ORDERS)

    assert made.status_code == 201, made.text
    shown = await api.call("uwe", "GET", f"/api/workflows/{made.json()['id']}")
    assert shown.json() == made.json()
    assert shown.headers["etag"] == '"1"'
    assert shown.json()["sources"] == [{"application": "shop", "connection": None, "subscription": None}]
    warehouse, crm = shown.json()["pipelines"]
    assert warehouse["destination"] == "warehouse"
    assert warehouse["mappings"] == ORDERS["pipelines"][0]["mappings"]
    assert warehouse["guarantee"]["level"] == "exactly_once"
    assert crm["guarantee"]["level"] == "at_least_once"
    assert shown.json()["faults"] == []
    await eventually(lambda: made.json()["id"] in api.heard)


async def test_ids_stand_for_names(api, desk):
    by_id = ORDERS | {
        "sources": [{"application": desk.shop.id}],
        "pipelines": [ORDERS["pipelines"][0] | {"destination": desk.warehouse.id}],
    }

    made = await api.call("ada", "POST", "/api/workflows", by_id)

    assert made.status_code == 201, made.text
    assert made.json()["sources"] == [{"application": "shop", "connection": None, "subscription": None}]
    assert made.json()["pipelines"][0]["destination"] == "warehouse"


async def test_every_fault_is_told_with_its_place(api, desk):
    wrong = ORDERS | {
        "sources": [{"application": "nobody"}],
        "pipelines": [
            ORDERS["pipelines"][0]
            | {
                "mappings": [
                    {"source": "id", "target": "id"},
                    {"source": "a..b", "target": "b"},
                    {"expression": "payload.", "target": "c"},
                ]
            },
            ORDERS["pipelines"][1] | {"destination": "nowhere", "condition": "1 +"},
        ],
    }

    refused = await api.call("ada", "POST", "/api/workflows", wrong)

    assert refused.status_code == 422
    assert [one["path"] for one in refused.json()["errors"]] == [
        "sources[0].application",
        "pipelines[0].mappings[1].source",
        "pipelines[0].mappings[2].expression",
        "pipelines[1].condition",
        "pipelines[1].destination",
    ]


@pytest.mark.parametrize(
    "body", [b"[]", b'"text"', b"null", b"7", b"{", b'{"name": "x", "mode": "sequential", "steps": [{"type": []}]}']
)
async def test_what_is_no_workflow_is_refused(api, desk, body):
    await api.log_in("ada")
    refused = await api.call("ada", "POST", "/api/workflows", content=body)

    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"]


async def test_what_was_answered_may_be_edited_and_sent_back(api, desk):
    made = await desk.make()
    crm = made["pipelines"][1]

    edited = made | {"pipelines": [made["pipelines"][0], crm | {"name": "to-sales"}]}
    changed = await api.call(
        "ada",
        "PUT",
        f"/api/workflows/{made['id']}?note=renamed",
        edited,
        headers={"If-Match": f'"{made["version"]}"'},
    )

    assert changed.status_code == 200, changed.text
    assert changed.json()["version"] == 2
    assert changed.json()["pipelines"][1] == crm | {"name": "to-sales"}, "it keeps its id, and so its place"


async def test_a_lost_update_is_refused(api, desk):
    made = await desk.make()
    place, stale = f"/api/workflows/{made['id']}", {"If-Match": '"1"'}
    await api.call("ada", "POST", f"{place}/disable")

    refused = await api.call("ada", "PUT", place, ORDERS, headers=stale)

    assert refused.status_code == 409
    assert "you edited version 1, it is at 2" in refused.json()["detail"]
    assert (await api.call("uwe", "GET", place)).json()["enabled"] is False


async def test_a_workflow_is_switched_off_and_on_and_each_is_audited(api, desk):
    made = await desk.make()
    place = f"/api/workflows/{made['id']}"

    off = await api.call("ada", "POST", f"{place}/disable")
    again = await api.call("ada", "POST", f"{place}/disable")
    on = await api.call("ada", "POST", f"{place}/enable")

    assert [one.json()["enabled"] for one in (off, again, on)] == [False, False, True]
    assert [one.json()["version"] for one in (off, again, on)] == [2, 2, 3]
    actions = [one.event.action for one in api.metadata.audit.search(AuditFilter(target="workflow:orders")).items]
    assert actions == ["workflow.enable", "workflow.disable", "workflow.create"]


async def test_an_edit_is_audited_with_before_and_after(api, desk):
    made = await desk.make()
    await api.call("ada", "PUT", f"/api/workflows/{made['id']}", made | {"max_retries": 3})

    [entry] = api.metadata.audit.search(AuditFilter(action="workflow.update")).items
    assert entry.event.details == {"max_retries": {"before": None, "after": 3}}
    assert (entry.event.actor, entry.event.address) == ("ada", "127.0.0.1")


async def test_a_pipeline_that_is_added_begins_with_what_comes_from_then_on(api, desk):
    made = await desk.make(pipelines=ORDERS["pipelines"][:1])
    await desk.accept(made["id"], b"{}", b"{}")

    added = await api.call("ada", "PUT", f"/api/workflows/{made['id']}", ORDERS)

    new = added.json()["pipelines"][1]["id"]
    assert await desk.cursor(made["id"], new, "rest").depth() == Depth(lag=0, pending=0, scheduled=0)


async def test_a_pipeline_that_is_removed_with_messages_keeps_them_and_says_so(api, desk):
    made = await desk.make()
    gone = made["pipelines"][1]
    cursor = desk.cursor(made["id"], gone["id"], "rest")
    await cursor.ensure()
    await desk.accept(made["id"], b"{}", b"{}")

    changed = await api.call(
        "ada", "PUT", f"/api/workflows/{made['id']}", ORDERS | {"pipelines": made["pipelines"][:1]}
    )

    [note] = changed.json()["notes"]
    assert "2 messages" in note
    assert (await cursor.depth()).lag == 2


async def test_lists_are_filtered_and_paged(api, desk):
    await desk.make()
    await desk.make(name="Orders of today", enabled=False)
    await desk.make(name="stock", sources=[], pipelines=ORDERS["pipelines"][:1])

    async def names(query):
        answer = await api.call("uwe", "GET", f"/api/workflows?{query}")
        return [one["name"] for one in answer.json()["items"]]

    assert await names("") == ["Orders of today", "orders", "stock"]
    assert await names("name=ORDER") == ["Orders of today", "orders"]
    assert await names("enabled=false") == ["Orders of today"]
    assert await names("application=shop") == await names(f"application={desk.shop.id}")
    assert await names("application=shop") == ["Orders of today", "orders"]
    assert await names("connection=crm") == ["Orders of today", "orders"]
    assert await names("mode=sequential") == []
    first = (await api.call("uwe", "GET", "/api/workflows?limit=2")).json()
    second = (await api.call("uwe", "GET", "/api/workflows", params={"cursor": first["next"]})).json()
    assert [one["name"] for one in second["items"]] == ["stock"]
    assert second["next"] is None


async def test_a_workflow_that_has_delivered_all_is_deleted_with_all_that_it_has(api, desk):
    made = await desk.make(pipelines=ORDERS["pipelines"][:1])
    cursor = desk.cursor(made["id"], made["pipelines"][0]["id"])
    await cursor.ensure()
    await desk.accept(made["id"], b"{}")
    await cursor.settle(Settlement(done=await cursor.read(10)))

    gone = await api.call("ada", "DELETE", f"/api/workflows/{made['id']}")

    assert gone.status_code == 204, gone.text
    assert (await api.call("uwe", "GET", f"/api/workflows/{made['id']}")).status_code == 404
    with pytest.raises(StoreError):  # who has not heard of it is refused, not told that it was taken
        await StreamProducer(api.store).accept(made["id"], [NewMessage("m", desk.shop.id, b"{}")])


async def test_what_is_not_delivered_holds_its_workflow_until_it_is_given_up_and_that_is_audited(api, desk):
    made = await desk.make()
    place = f"/api/workflows/{made['id']}"
    cursor = desk.cursor(made["id"], made["pipelines"][0]["id"])
    await cursor.ensure()
    await desk.accept(made["id"], b"{}", b"{}", b"{}")
    await cursor.settle(Settlement(done=(await cursor.read(1))))

    refused = await api.call("ada", "DELETE", place)

    assert refused.status_code == 409
    assert "to-warehouse: 2" in refused.json()["detail"]
    assert "to-crm: 3" in refused.json()["detail"]
    assert (await cursor.depth()).lag == 2, "nothing is gone"
    assert (await api.call("ada", "DELETE", f"{place}?discard=true")).status_code == 204
    [entry] = api.metadata.audit.search(AuditFilter(action="workflow.discard")).items
    assert entry.event.details["discarded"]["before"] == {"to-warehouse": 2, "to-crm": 3}


async def test_what_is_broken_by_now_is_named(api, desk):
    made = await desk.make(pipelines=ORDERS["pipelines"][:1])
    with api.metadata.database.write() as connection:
        connection.exec_driver_sql("UPDATE connections SET connector = 'gone' WHERE name = 'warehouse'")

    shown = (await api.call("uwe", "GET", f"/api/workflows/{made['id']}")).json()
    listed = (await api.call("uwe", "GET", "/api/workflows")).json()["items"][0]

    assert "gone" in shown["pipelines"][0]["broken"]
    assert shown["pipelines"][0]["guarantee"] is None
    assert shown["faults"][0]["path"] == "pipelines[0].destination"
    assert listed["pipelines"][0]["broken"] == shown["pipelines"][0]["broken"]


async def test_workflows_of_another_workspace_are_not_there(api, desk):
    place = f"/api/workflows/{(await desk.make())['id']}"

    answers = [
        await api.call("otto", "GET", place),
        await api.call("otto", "PUT", place, ORDERS | {"sources": [], "pipelines": []}),
        await api.call("otto", "POST", f"{place}/disable"),
        await api.call("otto", "GET", f"{place}/versions"),
        await api.call("otto", "GET", f"{place}/versions/1"),
        await api.call("otto", "GET", f"{place}/versions/1/diff/1"),
        await api.call("otto", "POST", f"{place}/versions/1/restore"),
        await api.call("otto", "POST", f"{place}/preview", {"samples": [{}]}),
        await api.call("otto", "POST", f"{place}/replay", {}),
        await api.call("otto", "DELETE", place),
    ]

    assert {each.status_code for each in answers} == {404}
    assert (await api.call("otto", "GET", "/api/workflows")).json()["items"] == []
