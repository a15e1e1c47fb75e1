"""What is installed, as the dashboard reads it."""

from xml.etree import ElementTree as ET

import jsonschema


async def test_connectors_say_what_they_are_and_how_they_are_configured(api):
    answer = (await api.call("uwe", "GET", "/api/connectors")).json()

    by_name = {one["name"]: one for one in answer["items"]}
    sqlite = by_name["sqlite"]
    assert sqlite["package"] == "nexus-sqlite"
    assert {"sink", "query", "browse"} <= set(sqlite["roles"])
    assert "upsert" in sqlite["operations"]
    assert sqlite["contract"] == "1.0"
    assert "checks passed" in sqlite["certificate"]
    assert {ET.fromstring(one["icon"]).tag for one in by_name.values()} == {"{http://www.w3.org/2000/svg}svg"}
    for one in answer["items"]:
        jsonschema.Draft202012Validator.check_schema(one["config_schema"])
    shown = await api.call("uwe", "GET", "/api/connectors/sqlite")
    assert shown.json() == sqlite
    assert (await api.call("uwe", "GET", "/api/connectors/none")).status_code == 404
