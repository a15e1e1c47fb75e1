"""The audit log over HTTP."""

from sqlalchemy import update

from nexus.storage.tables import audit_log


async def test_administrators_see_their_workspace_and_owners_everything(api):
    await api.call("ada", "POST", "/api/agents", {"name": "plant-7"})
    await api.call("otto", "POST", "/api/agents", {"name": "plant-8"})

    def actions(answer):
        return [(one["action"], one["target"]) for one in answer.json()["items"]]

    assert actions(await api.call("ada", "GET", "/api/audit-logs")) == [("agent.create", "agent:plant-7")]
    everything = actions(await api.call("olga", "GET", "/api/audit-logs"))
    assert {("agent.create", "agent:plant-7"), ("agent.create", "agent:plant-8"), ("login", "user:ada")} < set(
        everything
    )
    assert (await api.call("uwe", "GET", "/api/audit-logs")).status_code == 403


async def test_entries_are_filtered_and_come_in_pages(api):
    for number in range(5):
        await api.call("ada", "POST", "/api/agents", {"name": f"plant-{number}"})

    async def found(**query):
        return (await api.call("olga", "GET", "/api/audit-logs", params=query)).json()

    first = await found(action="agent.create", limit=3)
    rest = await found(action="agent.create", limit=3, cursor=first["next"])
    moment = first["items"][0]["at"]

    assert [one["target"] for one in first["items"] + rest["items"]] == [f"agent:plant-{n}" for n in (4, 3, 2, 1, 0)]
    assert rest["next"] is None
    assert {one["actor"] for one in (await found(category="AUTH"))["items"]} == {"ada", "olga"}
    assert [one["target"] for one in (await found(target="agent:plant-2"))["items"]] == ["agent:plant-2"]
    assert moment.endswith("Z")
    assert (await found(since=moment, action="agent.create"))["items"] == first["items"][:1]
    assert len((await found(until=moment, action="agent.create"))["items"]) == 4


async def test_times_without_zone_and_categories_that_are_none_are_refused(api):
    naive = await api.call("olga", "GET", "/api/audit-logs", params={"since": "2026-01-01T00:00:00"})
    before_time = await api.call("olga", "GET", "/api/audit-logs", params={"since": "0001-01-01T00:00:00+10:00"})
    unknown = await api.call("olga", "GET", "/api/audit-logs", params={"category": "GOSSIP"})
    nul = await api.call("olga", "GET", "/api/audit-logs?actor=%00")

    assert naive.json()["errors"][0]["path"] == "since"
    assert [each.status_code for each in (naive, before_time, unknown, nul)] == [422, 422, 400, 422]


async def test_a_change_behind_our_back_is_found(api):
    await api.call("ada", "POST", "/api/agents", {"name": "plant-7"})
    anchor = (await api.call("olga", "GET", "/api/audit-logs/verify")).json()
    assert anchor["ok"]
    assert anchor["faults"] == []

    with api.metadata.database.write() as connection:
        connection.execute(update(audit_log).where(audit_log.c.target == "agent:plant-7").values(actor="nobody"))

    found = (await api.call("olga", "GET", "/api/audit-logs/verify", params=anchor["anchor"])).json()
    assert not found["ok"]
    assert "was changed or moved" in found["faults"][0]
    assert (await api.call("ada", "GET", "/api/audit-logs/verify")).status_code == 403
    half = await api.call("olga", "GET", "/api/audit-logs/verify", params={"number": 1})
    assert half.status_code == 422
