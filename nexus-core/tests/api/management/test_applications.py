"""Applications: made, changed, given keys and master secrets, and refused to those who may not."""

import base64
import hashlib

import pytest

from nexus.model.audit import AuditFilter, Category
from nexus.model.connection import Application
from nexus.model.workflow import Workflow, WorkflowSource
from nexus.services.definitions.export import export
from nexus.testing import eventually

from .conftest import running

WHOLE = {
    "name": "shop",
    "enabled": False,
    "fields": [
        {"name": "id", "type": "integer", "required": True, "nullable": False, "min": 1},
        {"name": "kind", "type": "string", "enum": ["a", "b"], "max_length": 9, "pattern": "[a-z]+", "title": "Kind"},
    ],
    "allow_unknown": False,
    "dedup": "content",
    "message_id_path": "id",
    "rate_limit": 12.5,
    "burst": 40,
    "encryption": True,
    "keep_encrypted": True,
    "masked": ["customer.iban", "items[].price"],
}


async def made(api, **document):
    answer = await api.call("ada", "POST", "/api/applications", {"name": "shop", **document})
    assert answer.status_code == 201, answer.text
    return answer.json()


def feed(api, *application_ids: str) -> Workflow:
    """Make an enabled workflow without pipelines that these applications feed."""
    sources = tuple(WorkflowSource(application=one) for one in application_ids)
    workflow = Workflow("", api.workspace.id, "orders", sources=sources)
    return api.metadata.repositories.workflows.create(workflow, author="test")


async def test_everything_that_a_definition_file_says_of_an_application_comes_back(api):
    answer = await api.call("ada", "POST", "/api/applications", WHOLE)
    application = answer.json()["application"]
    shown = await api.call("uwe", "GET", f"/api/applications/{application['id']}")

    assert answer.headers["etag"] == shown.headers["etag"] == '"1"'
    assert shown.json() == application
    assert {name: application[name] for name in WHOLE if name != "fields"} == {
        name: value for name, value in WHOLE.items() if name != "fields"
    }
    for sent, got in zip(WHOLE["fields"], application["fields"], strict=True):
        assert sent.items() <= got.items()
    exported = export(api.metadata.repositories, api.catalogue, api.workspace.id)
    assert exported["applications"] == [WHOLE]
    again = await api.call("ada", "PUT", f"/api/applications/{application['id']}", exported["applications"][0])
    assert again.json() == application | {"version": 2}


async def test_key_and_master_secret_are_shown_once_and_of_full_strength(api):
    created = await made(api)
    other = await made(api, name="till")

    key, secret = created["key"], base64.b64decode(created["master_secret"])
    public, _, hidden = key.removeprefix("nxk_").partition("_")
    assert key.startswith("nxk_")
    assert len(bytes.fromhex(hidden)) * 8 >= 128
    assert len(secret) * 8 == 256
    assert (key, created["master_secret"]) != (other["key"], other["master_secret"])
    place = f"/api/applications/{created['application']['id']}"
    (stored,) = api.metadata.api_keys.list(api.workspace.id, created["application"]["id"])
    assert (stored.id, stored.digest) == (public, hashlib.sha256(key.encode()).digest())
    for shown in ("/api/applications", place, f"{place}/keys", f"{place}/secrets", "/api/audit-logs"):
        text = (await api.call("ada", "GET", shown)).text
        assert hidden not in text
        assert created["master_secret"] not in text
        assert stored.digest.hex() not in text


async def test_an_edit_is_guarded_announced_and_audited(api):
    application = (await made(api))["application"]
    place = f"/api/applications/{application['id']}"

    changed = await api.call("ada", "PUT", place, {"name": "store", "burst": 5}, headers={"If-Match": '"1"'})
    late = await api.call("ada", "PUT", place, {"name": "shop"}, headers={"If-Match": '"1"'})

    assert (changed.status_code, changed.json()["name"], changed.headers["etag"]) == (200, "store", '"2"')
    assert late.status_code == 409
    entries = api.metadata.audit.search(AuditFilter(target="application:shop")).items
    assert [one.event.action for one in entries] == ["application.update", "application.create"]
    assert entries[0].event.details == {
        "name": {"before": "shop", "after": "store"},
        "burst": {"before": None, "after": 5},
    }
    assert (entries[0].event.actor, entries[0].event.address) == ("ada", "127.0.0.1")
    await eventually(lambda: api.heard.count(application["id"]) >= 1)


async def test_every_fault_is_told_with_its_path(api):
    refused = await api.call(
        "ada",
        "POST",
        "/api/applications",
        {"name": " ", "fields": [{"type": "whole"}], "dedup": "often", "rate_limit": 0, "burst": 0, "colour": "red"},
    )
    deeper = await api.call(
        "ada",
        "POST",
        "/api/applications",
        {
            "name": "shop",
            "fields": [{"name": "a", "pattern": "("}, {"name": "b", "type": "array", "pattern": "x"}],
            "message_id_path": "a[",
            "masked": ["a", "b["],
            "keep_encrypted": True,
        },
    )
    long = await api.call("ada", "POST", "/api/applications", {"name": "s" * 201})

    assert {one["path"] for one in refused.json()["errors"]} == {
        "name", "fields[0].name", "fields[0].type", "dedup", "rate_limit", "burst", "colour",
    }  # fmt: skip
    assert [one["path"].split(".")[0] for one in deeper.json()["errors"]] == [
        "keep_encrypted", "fields[0]", "fields[1]", "message_id_path", "masked[1]",
    ]  # fmt: skip
    assert [each.status_code for each in (refused, deeper, long)] == [422] * 3
    await made(api)
    assert (await api.call("ada", "POST", "/api/applications", {"name": "shop"})).status_code == 409


async def test_applications_come_in_pages_and_are_filtered(api):
    for name in ("till-1", "till-2", "shop", "Till-3"):
        await made(api, name=name, enabled=name != "till-2")

    async def found(**query):
        return (await api.call("uwe", "GET", "/api/applications", params=query)).json()

    first = await found(limit=2, q="TILL")
    rest = await found(limit=2, q="TILL", cursor=first["next"])

    assert [one["name"] for one in first["items"] + rest["items"]] == ["Till-3", "till-1", "till-2"]
    assert rest["next"] is None
    assert [one["name"] for one in (await found(enabled="false"))["items"]] == ["till-2"]
    assert [one["name"] for one in (await found(enabled="true", q="shop"))["items"]] == ["shop"]


async def test_what_a_workflow_names_is_not_deleted(api):
    application = (await made(api))["application"]
    place = f"/api/applications/{application['id']}"
    workflow = feed(api, application["id"])

    refused = await api.call("ada", "DELETE", place)
    api.metadata.repositories.workflows.delete(api.workspace.id, workflow.id)
    gone = await api.call("ada", "DELETE", place)

    assert (refused.status_code, gone.status_code) == (409, 204)
    assert "workflow 'orders'" in refused.json()["detail"]
    assert (await api.call("uwe", "GET", place)).status_code == 404
    deleted = api.metadata.audit.search(AuditFilter(action="application.delete")).items
    assert [one.event.target for one in deleted] == ["application:shop"]


async def send(api, key: str) -> int:
    return (await api.client.post("/ingress", json={"id": 1}, headers={"X-API-Key": key})).status_code


async def test_a_former_key_stays_valid_for_the_overlap_that_is_asked_for(api):
    created = await made(api)
    feed(api, created["application"]["id"])
    place = f"/api/applications/{created['application']['id']}"
    assert await send(api, created["key"]) == 202

    kept = (await api.call("ada", "POST", f"{place}/rotate-key", {"overlap_seconds": 3600})).json()
    assert [await send(api, key) for key in (created["key"], kept["key"])] == [202, 202]
    listed = (await api.call("uwe", "GET", f"{place}/keys")).json()["items"]
    assert [one["id"] for one in listed] == [kept["id"], kept["former"][0]["id"]]
    assert [one["valid_until"] is None for one in listed] == [True, False]

    last = (await api.call("ada", "POST", f"{place}/rotate-key", {"overlap_seconds": 0})).json()
    assert last["former"] == []
    for ended in (created["key"], kept["key"]):
        await eventually(lambda ended=ended: refused(api, ended))
    assert await send(api, last["key"]) == 202
    audited = api.metadata.audit.search(AuditFilter(action="application.rotate_key")).items
    assert [one.event.details["key"]["after"] for one in audited] == [last["id"], kept["id"]]
    assert {one.event.category for one in audited} == {Category.SECURITY}


async def refused(api, key: str) -> bool:
    return await send(api, key) == 401


async def test_an_overlap_that_runs_out_ends_the_key_though_nobody_says_so(api):
    created = await made(api)
    feed(api, created["application"]["id"])
    await api.call(
        "ada", "POST", f"/api/applications/{created['application']['id']}/rotate-key", {"overlap_seconds": 1}
    )

    await eventually(lambda: refused(api, created["key"]), timeout_s=5)


async def test_without_a_word_about_it_a_former_key_has_a_day(api):
    created = await made(api)

    rotated = await api.call("ada", "POST", f"/api/applications/{created['application']['id']}/rotate-key")

    assert rotated.status_code == 200, rotated.text
    assert rotated.json()["former"][0]["valid_until"] is not None
    for wrong in (-1, 10**9, "soon"):
        answer = await api.call(
            "ada",
            "POST",
            f"/api/applications/{created['application']['id']}/rotate-key",
            {"overlap_seconds": wrong},
        )
        assert answer.json()["errors"][0]["path"] == "overlap_seconds"


async def test_a_key_that_leaked_is_ended_at_once(api):
    created = await made(api)
    feed(api, created["application"]["id"])
    place = f"/api/applications/{created['application']['id']}/keys"
    (key,) = (await api.call("uwe", "GET", place)).json()["items"]
    assert await send(api, created["key"]) == 202

    ended = await api.call("ada", "DELETE", f"{place}/{key['id']}")

    assert ended.status_code == 204
    await eventually(lambda: refused(api, created["key"]))
    assert (await api.call("uwe", "GET", place)).json()["items"] == []
    assert (await api.call("ada", "DELETE", f"{place}/{key['id']}")).status_code == 404


async def test_master_secrets_are_versions_with_an_overlap(api):
    created = await made(api, encryption=True)
    place = f"/api/applications/{created['application']['id']}"

    second = (await api.call("ada", "POST", f"{place}/rotate-secret")).json()
    third = (await api.call("ada", "POST", f"{place}/rotate-secret", {"overlap_seconds": 60})).json()
    listed = (await api.call("uwe", "GET", f"{place}/secrets")).json()["items"]

    assert [one["version"] for one in listed] == [3, 2, 1]
    assert [one["valid_until"] is None for one in listed] == [True, False, False]
    assert listed[1]["valid_until"] == listed[2]["valid_until"], "the last rotation shortens the overlap of all"
    assert len({created["master_secret"], second["master_secret"], third["master_secret"]}) == 3
    opened = api.metadata.repositories.secrets.list(api.workspace.id, created["application"]["id"])
    assert base64.b64encode(opened[0].secret).decode() == third["master_secret"]

    assert (await api.call("ada", "DELETE", f"{place}/secrets/2")).status_code == 204
    assert (await api.call("ada", "DELETE", f"{place}/secrets/2")).status_code == 404
    fourth = (await api.call("ada", "POST", f"{place}/rotate-secret", {"overlap_seconds": 0})).json()
    assert (fourth["version"], fourth["former"]) == (4, [])


async def test_fields_are_read_and_replaced_by_themselves(api):
    application = (await made(api, burst=7))["application"]
    place = f"/api/applications/{application['id']}/fields"

    empty = await api.call("uwe", "GET", place)
    changed = await api.call(
        "ada",
        "PUT",
        place,
        {"fields": [{"name": "id", "type": "integer"}]},
        headers={"If-Match": empty.headers["etag"]},
    )
    late = await api.call("ada", "PUT", place, {"fields": []}, headers={"If-Match": empty.headers["etag"]})
    wrong = await api.call("ada", "PUT", place, {"fields": [{"name": "a"}, {"name": "b", "type": "whole"}]})
    unusable = await api.call("ada", "PUT", place, {"fields": [{"name": "a", "pattern": "("}]})

    assert empty.json() == {"fields": []}
    assert [one["name"] for one in changed.json()["fields"]] == ["id"]
    assert late.status_code == 409
    assert wrong.json()["errors"][0]["path"] == "fields[1].type"
    assert unusable.json()["errors"][0]["path"].startswith("fields[0]")
    whole = (await api.call("uwe", "GET", f"/api/applications/{application['id']}")).json()
    assert (whole["burst"], whole["version"]) == (7, 2)


async def test_fields_are_proposed_from_samples_and_taken_as_they_are(api):
    place = f"/api/applications/{(await made(api))['application']['id']}"
    samples = [{"id": 1, "customer": {"email": "a@b.c"}, "tags": ["x"]}, {"id": 2.5, "customer": None, "tags": []}]

    proposed = await api.call("ada", "POST", f"{place}/infer-fields", {"samples": samples})
    stored = (await api.call("uwe", "GET", f"{place}/fields")).json()
    taken = await api.call("ada", "PUT", f"{place}/fields", proposed.json())
    wrong = await api.call("ada", "POST", f"{place}/infer-fields", {"samples": [1]})

    by_name = {one["name"]: one for one in proposed.json()["fields"]}
    assert by_name["id"]["type"] == "decimal"
    assert by_name["customer"]["nullable"]
    assert by_name["tags[]"]["type"] == "string"
    assert stored == {"fields": []}, "a proposal changes nothing"
    assert taken.json() == proposed.json()
    assert wrong.json()["errors"][0]["path"] == "samples[0]"
    assert (await api.call("ada", "POST", f"{place}/infer-fields", {"samples": []})).status_code == 422


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_application_of_another_workspace_is_not_there(api):
    home = api.metadata.workspaces.by_name("other").id
    api.metadata.repositories.applications.create(Application("", home, "shop"))
    created = await made(api, name="shop")

    assert created["application"]["name"] == "shop", "names are a workspace's own"
    assert [one["id"] for one in (await api.call("uwe", "GET", "/api/applications")).json()["items"]] == [
        created["application"]["id"]
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_api_process_refuses_a_key_from_the_moment_that_one_of_them_ends_it(api, settings, catalogue):
    created = await made(api)
    feed(api, created["application"]["id"])
    place = f"/api/applications/{created['application']['id']}"
    async with running(settings, catalogue) as second:
        assert [await send(each, created["key"]) for each in (api, second)] == [202, 202]

        await api.call("ada", "POST", f"{place}/rotate-key", {"overlap_seconds": 0})

        for each in (api, second):
            await eventually(lambda each=each: refused(each, created["key"]), timeout_s=5)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_change_of_an_application_is_taken_up_by_every_api_process(api, settings, catalogue):
    created = await made(api)
    feed(api, created["application"]["id"])
    async with running(settings, catalogue) as second:
        assert await send(second, created["key"]) == 202

        strict = {"name": "shop", "fields": [{"name": "id", "type": "string"}]}
        await api.call("ada", "PUT", f"/api/applications/{created['application']['id']}", strict)

        async def is_checked() -> bool:
            return await send(second, created["key"]) == 422

        await eventually(is_checked, timeout_s=5)
