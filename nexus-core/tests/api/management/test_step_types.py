"""The kinds of steps that are installed, with what a form for them needs."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_every_kind_is_told_with_its_form(api):
    answer = await api.call("uwe", "GET", "/api/step-types")

    found = {one["name"]: one for one in answer.json()["items"]}
    assert answer.status_code == 200
    assert {"transform", "condition", "delay", "db_query", "rest_call"} <= set(found)
    assert found["condition"]["branches"] == ["then", "otherwise"]
    assert found["transform"]["mappings"] == ["mappings"]
    assert found["db_query"]["connections"] == ["connection"]
    assert found["delay"]["connections"] == []
    for one in found.values():
        named = [*one["branches"], *one["connections"], *one["mappings"], *one["expressions"]]
        assert set(named) <= set(one["settings_schema"]["properties"]), one["name"]


async def test_nobody_sees_them_without_signing_in(api):
    assert (await api.client.get("/api/step-types")).status_code == 401
