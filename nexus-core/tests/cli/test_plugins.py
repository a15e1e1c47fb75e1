"""nexus plugins shows what is installed, and what is in quarantine and why."""

import json

import pytest
from click.testing import CliRunner

from nexus import hookimpl
from nexus.cli import plugins
from nexus.plugins import build_catalogue


class Fine:
    """Does nothing, well."""

    nexus_contract = "1.0"

    @hookimpl
    def nexus_startup(self, process):
        pass


class Broken:
    nexus_contract = "1.0"

    @hookimpl
    def nexus_sinks(self):
        raise OSError("disk [red]full[/]")


@pytest.fixture
def run(monkeypatch):
    def invoke(*arguments, installed):
        monkeypatch.setattr(plugins, "catalogue", lambda routes: build_catalogue(installed))
        return CliRunner().invoke(plugins.command, arguments)

    return invoke


def test_it_lists_plugins_and_the_reasons_of_quarantined_ones(run):
    shown = run(installed=[Fine(), Broken()])
    assert shown.exit_code == 0
    assert "observer" in shown.output
    assert "quarantined Broken (Broken): nexus_sinks raised OSError: disk [red]full[/]" in " ".join(
        shown.output.split()
    )


def test_check_fails_if_one_is_in_quarantine(run):
    assert run("--check", installed=[Fine(), Broken()]).exit_code == 1
    assert run("--check", installed=[Fine()]).exit_code == 0


def test_json_holds_the_same(run):
    shown = json.loads(run("--json", installed=[Fine(), Broken()]).output)
    assert [(plugin["name"], plugin["docs"]) for plugin in shown["plugins"]] == [("Fine", "Does nothing, well.")]
    assert [(fault["plugin"], fault["stage"]) for fault in shown["quarantined"]] == [("Broken", "call")]
    assert shown["refused"] == []
