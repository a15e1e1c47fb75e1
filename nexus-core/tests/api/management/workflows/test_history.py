"""Every save is a version, which can be shown, compared and brought back."""

from .conftest import ORDERS


async def test_versions_say_who_when_and_why(api, desk):
    made = await desk.make()
    place = f"/api/workflows/{made['id']}"
    await api.call("ada", "PUT", f"{place}?note=fewer", made | {"max_retries": 3})
    await api.call("ada", "POST", f"{place}/disable")

    first = (await api.call("uwe", "GET", f"{place}/versions?limit=2")).json()
    rest = (await api.call("uwe", "GET", f"{place}/versions", params={"cursor": first["next"]})).json()

    told = [(one["number"], one["author"], one["note"]) for one in first["items"] + rest["items"]]
    assert told == [(3, "ada", "disabled"), (2, "ada", "fewer"), (1, "ada", "")]
    assert first["items"][0]["saved_at"].endswith("Z")
    assert rest["next"] is None


async def test_a_version_is_shown_as_a_document_that_can_be_saved(api, desk):
    made = await desk.make()

    shown = (await api.call("uwe", "GET", f"/api/workflows/{made['id']}/versions/1")).json()

    ids = [one.pop("id") for one in shown["definition"]["pipelines"]]
    assert shown["definition"] == ORDERS
    assert ids == [one["id"] for one in made["pipelines"]]
    assert (await api.call("uwe", "GET", f"/api/workflows/{made['id']}/versions/9")).status_code == 404


async def test_two_versions_are_compared_place_by_place(api, desk):
    made = await desk.make()
    place = f"/api/workflows/{made['id']}"
    [warehouse, _] = ORDERS["pipelines"]
    email = {"source": "email", "target": "email"}
    changed = warehouse | {"mappings": [email, warehouse["mappings"][0] | {"type": "string"}]}
    await api.call("ada", "PUT", place, ORDERS | {"pipelines": [changed]})

    found = (await api.call("uwe", "GET", f"{place}/versions/1/diff/2")).json()

    by_path = {one["path"]: (one["before"], one["after"]) for one in found["changes"]}
    mappings = "pipelines[to-warehouse].mappings"
    assert by_path.pop("pipelines[to-crm]")[1] is None
    assert by_path == {
        f"{mappings}[id].type": ("integer", "string"),
        f"{mappings}[total]": (warehouse["mappings"][1], None),
        f"{mappings}[email]": (None, email),
    }
    assert (await api.call("uwe", "GET", f"{place}/versions/2/diff/2")).json()["changes"] == []


async def test_an_earlier_version_comes_back_as_a_new_one_with_its_pipelines(api, desk):
    made = await desk.make()
    place = f"/api/workflows/{made['id']}"
    await api.call("ada", "PUT", place, ORDERS | {"pipelines": made["pipelines"][:1], "description": "less"})
    await api.call("ada", "POST", f"{place}/disable")

    restored = await api.call("ada", "POST", f"{place}/versions/1/restore")

    assert restored.status_code == 200, restored.text
    assert restored.json()["version"] == 4
    assert restored.json()["pipelines"] == made["pipelines"]
    assert restored.json()["enabled"] is False
    newest = (await api.call("uwe", "GET", f"{place}/versions")).json()["items"][0]
    assert newest["note"] == "restored version 1"


async def test_a_version_whose_connection_is_gone_is_shown_and_not_restored(api, desk):
    made = await desk.make()
    place = f"/api/workflows/{made['id']}"
    await api.call("ada", "PUT", place, ORDERS | {"pipelines": made["pipelines"][:1]})
    crm = next(one for one in api.metadata.repositories.connections.list(api.workspace.id) if one.name == "crm")
    api.metadata.repositories.connections.delete(api.workspace.id, crm.id)

    shown = await api.call("uwe", "GET", f"{place}/versions/1")
    refused = await api.call("ada", "POST", f"{place}/versions/1/restore")

    assert shown.json()["definition"]["pipelines"][1]["destination"] == crm.id
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == "pipelines[1].destination"
