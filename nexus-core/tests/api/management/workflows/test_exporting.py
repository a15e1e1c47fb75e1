"""A workflow as a definition file: the same as `nexus export` prints of it, and `nexus apply` takes."""

import pytest
import yaml

from nexus.services.definitions.text import read

from .conftest import ORDERS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL


async def test_a_workflow_is_exported_as_a_definition_file(api, desk, tmp_path):
    made = await desk.make()

    answer = await api.call("uwe", "GET", f"/api/workflows/{made['id']}/definition")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/yaml")
    assert yaml.safe_load(answer.text) == {"workflows": [ORDERS]}
    assert answer.text.startswith("workflows:\n- name: orders\n")


async def test_what_looks_like_a_variable_is_read_back_as_it_is(api, desk, tmp_path):
    made = await desk.make(description="the price is ${env:PRICE}, says é")

    text = (await api.call("uwe", "GET", f"/api/workflows/{made['id']}/definition")).text

    file = tmp_path / "definitions.yaml"
    file.write_text(text, encoding="utf-8")
    [workflow] = read([file], {})["workflows"]
    assert workflow["description"] == "the price is ${env:PRICE}, says é"


async def test_a_workflow_of_another_workspace_is_not_exported(api, desk):
    made = await desk.make()

    assert (await api.call("otto", "GET", f"/api/workflows/{made['id']}/definition")).status_code == 404
