"""The connector in the manual is one: its code is taken from the page, loaded as a plugin, and writes."""

import json
import re
import sys
import tomllib
from types import ModuleType

import pytest
from tree import ROOT

from nexus.config import structure
from nexus.errors import ConfigurationError, Unavailable
from nexus.hookspecs import ENTRY_POINT_GROUP, Batch, WriteTarget
from nexus.plugins import build_catalogue

PAGE = (ROOT / "docs/concepts/plugins.md").read_text()
TARGET = WriteTarget("pipeline", "insert", "orders.jsonl")


def snippet(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


@pytest.fixture
def sink_type(monkeypatch):
    module = ModuleType("nexus_lines")
    monkeypatch.setitem(sys.modules, "nexus_lines", module)
    exec(compile(snippet("python"), "nexus_lines.py", "exec"), vars(module))
    catalogue = build_catalogue([module])
    assert not catalogue.faults
    return catalogue.sink("lines")


def opened(sink_type, folder, target=TARGET):
    return sink_type.open(structure(sink_type.connector.config, {"folder": str(folder)}), target, None)


def test_it_writes_rows_to_its_file(sink_type, tmp_path):
    sink = opened(sink_type, tmp_path)

    sink.write(Batch([{"id": 1}, {"id": 2}], ["a", "b"]))
    sink.close()

    assert [json.loads(line) for line in (tmp_path / "orders.jsonl").read_text().splitlines()] == [{"id": 1}, {"id": 2}]


def test_it_says_that_its_destination_is_away(sink_type, tmp_path):
    sink = opened(sink_type, tmp_path / "gone")

    with pytest.raises(Unavailable):
        sink.write(Batch([{"id": 1}], ["a"]))


def test_it_refuses_a_pipeline_without_a_file(sink_type, tmp_path):
    with pytest.raises(ConfigurationError, match="no file is named"):
        opened(sink_type, tmp_path, WriteTarget("pipeline", "insert"))


def test_its_check_tells_what_to_do(sink_type, tmp_path):
    config = structure(sink_type.connector.config, {"folder": str(tmp_path / "gone")})

    (found,) = sink_type.connector.check(config, None)

    assert not found.ok
    assert "make the folder" in found.remedy


def test_its_package_offers_it():
    project = tomllib.loads(snippet("toml"))["project"]

    assert project["entry-points"][ENTRY_POINT_GROUP] == {"lines": "nexus_lines"}
