"""The nexus command: quick help, clear errors, exit status 0, 1 or 2."""

import os
import subprocess
import sys
from importlib.metadata import version

import click
import pytest
from click.testing import CliRunner

from nexus import ConfigurationError, FieldError, InvalidInput, hookimpl
from nexus.cli import installed, main, table
from nexus.plugins import build_catalogue


class Offering:
    """A plugin that offers commands."""

    nexus_contract = "1.0"

    def __init__(self, commands):
        self.commands = commands

    @hookimpl
    def nexus_commands(self):
        return self.commands


@pytest.fixture
def run(monkeypatch):
    """Run ``nexus`` in this process, with these plugin commands only."""

    def invoke(*arguments, commands=()):
        found = build_catalogue([Offering(commands)])
        assert found.faults == ()
        monkeypatch.setattr(installed, "catalogue", lambda: found)
        return CliRunner().invoke(main.main, arguments)

    return invoke


def failing(error):
    @click.command("fail")
    def command():
        raise error

    return command


def test_help_lists_the_commands_of_the_core_and_of_plugins(run):
    shown = run("--help", commands=[click.Command("greet", help="Say hello.")])
    assert shown.exit_code == 0
    assert "plugins" in shown.output
    assert "Say hello." in shown.output


def test_a_plugins_command_runs(run):
    done = run("greet", commands=[click.Command("greet", callback=lambda: click.echo("hello"))])
    assert (done.exit_code, done.output) == (0, "hello\n")


def test_an_error_on_purpose_is_one_line_without_traceback(run):
    done = run("fail", commands=[failing(ConfigurationError("no database", path="database_url", remedy="set it"))])
    assert done.exit_code == 1
    assert done.stderr == "Error: database_url: no database (set it)\n"


def test_every_fault_of_an_input_has_its_line(run):
    done = run("fail", commands=[failing(InvalidInput([FieldError("a", "is wrong"), FieldError("b", "is too")]))])
    assert (done.exit_code, done.stderr) == (1, "Error: a: is wrong\nb: is too\n")


def test_an_error_by_accident_is_not_hidden(run):
    done = run("fail", commands=[failing(ZeroDivisionError())])
    assert isinstance(done.exception, ZeroDivisionError)


@pytest.mark.parametrize("arguments", [["unheard-of"], ["--odd"], ["plugins", "--odd"]])
def test_wrong_usage_is_status_2(run, arguments):
    assert run(*arguments).exit_code == 2


def test_the_version_is_that_of_the_package(run):
    assert version("nexus-core") in run("--version").output


@pytest.mark.parametrize("name", table.COMMANDS)
def test_every_command_of_the_table_is_there_with_an_example(run, name):
    shown = run(name, "--help")
    assert shown.exit_code == 0
    assert "Example" in shown.output
    assert "nexus" in shown.output.split("Example")[-1]


def test_wrong_settings_do_not_hide_the_help_but_stop_commands():
    environ = {**os.environ, "NEXUS_PROT": "1"}
    nexus = [sys.executable, "-c", "from nexus.cli.main import main; main()"]
    shown = subprocess.run([*nexus, "--help"], env=environ, capture_output=True, text=True, check=False)
    done = subprocess.run([*nexus, "plugins"], env=environ, capture_output=True, text=True, check=False)
    assert shown.returncode == 0
    assert (done.returncode, done.stderr) == (1, "Error: NEXUS_PROT: is no setting; did you mean 'NEXUS_PORT'?\n")


def test_commands_are_imported_only_when_they_are_called():
    code = """
import sys
from nexus.cli.main import main
main(["--version"], standalone_mode=False)
print(*{"nexus.cli.plugins", "rich.table", "stevedore"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("number", ["0", "-1", "two"])
def test_a_number_of_api_processes_that_cannot_be_is_refused_by_name(number, monkeypatch):
    told = CliRunner().invoke(main.main, ["api", "--processes", number])
    assert told.exit_code == 2
    assert "Invalid value for '--processes'" in told.output
    monkeypatch.setenv("NEXUS_API_PROCESSES", number)
    told = CliRunner().invoke(main.main, ["api"])
    assert told.exit_code == 1
    assert "api_processes" in told.output.lower()
