"""Workspaces and their members."""

from nexus.model.audit import AuditFilter


async def test_an_owner_makes_a_workspace_and_is_its_administrator(api):
    made = await api.call("olga", "POST", "/api/workspaces", {"name": "logistics", "title": "Logistics"})

    members = await api.call("olga", "GET", f"/api/workspaces/{made.json()['id']}/members")
    assert made.status_code == 201
    assert [(one["username"], one["role"]) for one in members.json()["items"]] == [("olga", "admin")]
    inside = await api.call("olga", "GET", "/api/agents", headers={"X-Workspace": "logistics"})
    assert inside.status_code == 200


async def test_people_see_the_workspaces_that_they_are_in_and_owners_all(api):
    seen = {name: (await api.call(name, "GET", "/api/workspaces")).json()["items"] for name in ("ada", "olga", "otto")}

    assert {name: [one["name"] for one in found] for name, found in seen.items()} == {
        "ada": ["default"],
        "olga": ["default", "other"],
        "otto": ["other"],
    }
    hidden = await api.call("ada", "GET", f"/api/workspaces/{seen['otto'][0]['id']}")
    nowhere = await api.call("ada", "GET", "/api/workspaces/none")
    assert hidden.status_code == nowhere.status_code == 404


async def test_an_administrator_manages_the_members_of_that_workspace_alone(api):
    mine, other = (api.metadata.workspaces.by_name(name).id for name in ("default", "other"))

    joined = await api.call("ada", "PUT", f"/api/workspaces/{mine}/members/otto", {"role": "user"})
    foreign = await api.call("ada", "PUT", f"/api/workspaces/{other}/members/uwe", {"role": "user"})
    reader = await api.call("uwe", "PUT", f"/api/workspaces/{mine}/members/uwe", {"role": "admin"})
    left = await api.call("ada", "DELETE", f"/api/workspaces/{mine}/members/otto")
    again = await api.call("ada", "DELETE", f"/api/workspaces/{mine}/members/otto")

    assert joined.json()["role"] == "user"
    assert [each.status_code for each in (joined, foreign, reader, left, again)] == [200, 403, 403, 204, 404]
    assert set(api.metadata.users.by_name("otto").memberships) == {other}
    entries = api.metadata.audit.search(AuditFilter(workspace_id=mine, action="workspace.member")).items
    assert [one.event.details["members.otto"] for one in reversed(entries)] == [
        {"before": None, "after": "user"},
        {"before": "user", "after": None},
    ]


async def test_a_workspace_is_renamed_under_its_version_and_deleted_when_empty(api):
    made = (await api.call("olga", "POST", "/api/workspaces", {"name": "logistics"})).json()
    place = f"/api/workspaces/{made['id']}"

    renamed = await api.call("olga", "PUT", place, {"name": "freight"}, headers={"If-Match": '"1"'})
    late = await api.call("olga", "PUT", place, {"name": "cargo"}, headers={"If-Match": '"1"'})
    taken = await api.call("olga", "PUT", place, {"name": "default"})
    gone = await api.call("olga", "DELETE", place)
    default = await api.call("olga", "DELETE", f"/api/workspaces/{api.workspace.id}")

    assert renamed.json()["name"] == "freight"
    assert [each.status_code for each in (renamed, late, taken, gone, default)] == [200, 409, 409, 204, 409]


async def test_the_workspace_of_a_request_is_named_by_id_or_name_and_must_be_ones_own(api):
    for named in ("default", api.workspace.id):
        assert (await api.call("ada", "GET", "/api/agents", headers={"X-Workspace": named})).status_code == 200
    refusals = [
        await api.call("ada", "GET", "/api/agents", headers={"X-Workspace": named}) for named in ("other", "nowhere")
    ]

    assert {each.status_code for each in refusals} == {403}
    assert refusals[0].text == refusals[1].text, "whether there is such a workspace is not told"
