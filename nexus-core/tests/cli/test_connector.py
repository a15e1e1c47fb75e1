"""nexus connector: wrong usage is said with its remedy; what it does is tested with generated packages."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from nexus.cli.connector import command
from nexus.testing import wait_until

PLUGIN = '[project]\nname = "nexus-nowhere"\n[project.entry-points."nexus.plugins"]\nnowhere = "nexus_nowhere"\n'


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(command, list(map(str, arguments)))


@pytest.mark.parametrize(
    ("project", "what"),
    [
        (None, "name the folder of a connector's package"),
        ("[project", "pyproject.toml"),
        ('[project]\nname = "x"\n', "names no plugin"),
        (PLUGIN, "pip install --editable"),
    ],
)
def test_a_folder_that_is_no_installed_connector_is_refused(run, tmp_path, project, what):
    if project is not None:
        (tmp_path / "pyproject.toml").write_text(project)

    done = run("certify", tmp_path)

    assert done.exit_code == 2
    assert what in " ".join(done.output.split())


def test_an_unknown_command_is_wrong_usage(run):
    assert run("forge").exit_code == 2


PLUGINS = Path(__file__).parents[3] / "plugins"
GOOD = "config: {path: shop.db}\noperation: upsert\ntarget: items\nstatement: SELECT id, name FROM items\n"


@pytest.fixture
def folder(tmp_path):
    """Stands for the folder of an installed connector, with a database that its sample names."""
    shutil.copy(PLUGINS / "nexus-sqlite" / "pyproject.toml", tmp_path)
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection, connection:
        connection.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, qty INTEGER CHECK (qty >= 0))")
    (tmp_path / "sample.yaml").write_text(GOOD)
    return tmp_path


def look(folder):
    nexus = [sys.executable, "-m", "nexus", "connector", "dev", "--once", folder]
    return subprocess.run(nexus, capture_output=True, text=True, timeout=60, check=False, env=environment())


def environment():
    return {**os.environ, "COLUMNS": "200"}


def test_the_form_and_sample_calls_are_shown(folder):
    done = look(folder)

    assert done.returncode == 0, done.stdout + done.stderr
    assert '"title": "File"' in done.stdout
    assert "check" in done.stdout
    assert "upsert of 2 rows into 'items': stored" in done.stdout
    assert "{'id': 1, 'name': 'Ada'}" in done.stdout


@pytest.mark.parametrize(
    ("sample", "what"),
    [
        (GOOD + "rows: [{id: 1, qty: -1}, {id: 2}]\n", "row 0 is rejected"),
        (GOOD.replace("shop.db", "gone.db"), "there is no file"),
        (GOOD.replace("items", "itmes"), "did you mean 'items'"),
        (GOOD.replace("path", "pth"), "config.pth"),
        ("config: [", "is no YAML"),
        ("colour: red", "colour"),
    ],
)
def test_errors_are_shown_in_place_without_traceback(folder, sample, what):
    (folder / "sample.yaml").write_text(sample)

    done = look(folder)

    assert done.returncode == 1
    assert what in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_it_looks_again_after_a_change(folder):
    nexus = [sys.executable, "-m", "nexus", "connector", "dev", folder]
    with (folder / "said").open("w+") as said:
        process = subprocess.Popen(nexus, stdout=said, stderr=subprocess.STDOUT, env=environment())
        try:
            text = (folder / "said").read_text
            wait_until(lambda: "all is well; waiting" in text(), timeout_s=60)
            (folder / "sample.yaml").write_text(GOOD.replace("shop.db", "gone.db"))
            wait_until(lambda: "something failed; waiting" in text(), timeout_s=60)
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--name", "No Name", "--roles", "sink"],
        ["--name", "shelf", "--roles", "sing"],
        ["--name", "shelf", "--roles", "query"],
        ["--name", "shelf", "--roles", "source", "--sql"],
    ],
)
def test_a_package_that_cannot_be_is_refused_and_nothing_is_left_of_it(run, tmp_path, arguments):
    done = run("new", "--no-input", "--output", tmp_path, *arguments)

    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_not_overwritten(run, tmp_path):
    (tmp_path / "nexus-shelf").mkdir()

    done = run("new", "--no-input", "--output", tmp_path, "--name", "shelf")

    assert done.exit_code == 2
    assert "already exists" in done.output


@pytest.mark.parametrize(("name", "library"), [("new", "cookiecutter"), ("dev", "watchfiles")])
def test_what_is_not_installed_is_named_with_the_extra_that_brings_it(run, folder, monkeypatch, name, library):
    for module in (library, f"{library}.exceptions", f"{library}.main"):
        monkeypatch.setitem(sys.modules, module, None)

    done = run("new", "--no-input", "--output", folder) if name == "new" else run("dev", folder)

    assert done.exit_code == 2
    assert library in done.output
    assert "nexus-core[connector]" in " ".join(done.output.split())
