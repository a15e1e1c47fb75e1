"""The manual says what is true: links lead somewhere, commands and variables exist, tables are those of the code."""

import re
import shlex
import shutil
import subprocess
import sys

import click
import pytest
import yaml
from tree import ROOT

from nexus.cli.main import main as nexus
from nexus.config import structure
from nexus.config.settings import Settings
from nexus.config.shapes import fields_of
from nexus.plugins import load_plugins
from nexus.services.definitions import text
from nexus.services.definitions.check import Checker, Known
from nexus.services.definitions.documents import Bundle
from nexus_agent.settings import ORIGIN as AGENT

PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "nexus-core/*.md", "plugins/*/*.md", "deploy/*.md")
    for page in ROOT.glob(pattern)
)
DRAW = ROOT / "docs" / "build"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?:^|[\s/;&|(])nexus +([a-z][a-z-]*.*)")
VARIABLE = re.compile(r"\bNEXUS_[A-Z][A-Z_]*\b")
VARIABLES = {"NEXUS_CONFIG", *(f"NEXUS_{name.upper()}" for name in fields_of(Settings))}
AGENT_VARIABLES = {AGENT.file, *AGENT.variables()}
by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@by_page
def test_links_lead_to_files_of_the_repository_and_headings_in_them(page):
    assert not broken_links(page, page.read_text())


@by_page
def test_commands_exist_with_the_options_that_are_shown(page):
    assert not [fault for line in commands(page.read_text()) if (fault := command_fault(line))]


@by_page
def test_variables_are_settings(page):
    assert not set(VARIABLE.findall(page.read_text())) - VARIABLES - AGENT_VARIABLES


def test_every_page_of_the_manual_stands_in_its_navigation():
    docs = ROOT / "docs"
    named = set(re.findall(r"[\w/-]+\.md\b", (ROOT / "mkdocs.yml").read_text()))

    assert not {str(page.relative_to(docs)) for page in docs.rglob("*.md")} - named, "name them in mkdocs.yml"


def test_every_setting_is_in_the_manual():
    told = (ROOT / "docs/operations/running.md").read_text()

    assert not {name for name in VARIABLES if f"`{name}`" not in told}


def test_every_command_is_in_the_manual():
    told = "\n".join(line for page in PAGES for line in commands(page.read_text()))

    assert not [
        name for name in nexus.list_commands(click.Context(nexus)) if not re.search(rf"^{name}\b", told, re.MULTILINE)
    ]


def test_tables_are_those_of_the_code():
    done = draw(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_table_that_is_behind_the_code_is_named(tmp_path):
    page = tmp_path / "docs" / "operations" / "running.md"
    page.parent.mkdir(parents=True)
    shutil.copy(ROOT / "docs/operations/running.md", page)
    assert draw(tmp_path).returncode == 0
    page.write_text(page.read_text().replace("| `NEXUS_PORT` |", "| `NEXUS_HAVEN` |"))

    done = draw(tmp_path)

    assert done.returncode == 1
    assert "docs/operations/running.md" in done.stdout


def definitions():
    """Yield every YAML snippet that is a whole definition file."""
    for page in PAGES:
        for language, snippet in FENCE.findall(page.read_text()):
            if language == "yaml" and is_definition(yaml.safe_load(snippet)):
                yield pytest.param(snippet, id=f"{page.relative_to(ROOT)}: {snippet.split()[3]}")


def is_definition(content):
    return isinstance(content, dict) and set(content) <= {"applications", "connections", "workflows"}


@pytest.mark.parametrize("snippet", list(definitions()))
def test_definitions_in_the_manual_can_be_applied(snippet, tmp_path):
    file = tmp_path / "definitions.yaml"
    file.write_text(snippet)
    raw = text.read([file], dict.fromkeys(re.findall(r"\$\{env:(\w+)\}", snippet), "a secret of this test"))
    bundle = structure(Bundle, raw)
    known = Known({one.name: one.connector for one in bundle.connections}, {one.name for one in bundle.applications})
    checker = Checker(load_plugins(commands=False), known)

    checker.check(bundle, raw)

    assert not [str(error) for error in checker.errors]


@pytest.mark.parametrize(
    "line",
    [
        "nexus fly",
        "nexus keys forge",
        "nexus apply --sideways",
        "$ .venv/bin/nexus worker -x",
        "A=b nexus up --datum d",
    ],
)
def test_commands_that_do_not_exist_are_found(line):
    assert [command_fault(found) for found in commands(f"```sh\n{line}\n```") if command_fault(found)]


def test_links_that_lead_nowhere_are_found():
    page = ROOT / "README.md"

    assert broken_links(
        page, "[a](docs/none.md) [b](README.md#none) [c](https://example.com) [d](CONTRIBUTING.md)"
    ) == [
        "docs/none.md",
        "README.md#none",
    ]


def draw(root):
    return subprocess.run(
        [sys.executable, DRAW, "--check", root], capture_output=True, text=True, timeout=60, check=False
    )


def broken_links(page, told):
    return [link for link in LINK.findall(FENCE.sub("", told)) if "://" not in link and not leads_somewhere(page, link)]


def leads_somewhere(page, link):
    path, _, heading = link.partition("#")
    target = (page.parent / path) if path else page
    if not target.exists():
        return False
    return not heading or heading in {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in target.read_text().splitlines()
        if line.startswith("#")
    }


def commands(told):
    """Return what is said after ``nexus`` in code: lines of shell snippets, and spans."""
    lines = [
        line for language, snippet in FENCE.findall(told) if language in {"", "sh"} for line in snippet.splitlines()
    ]
    lines += CODE.findall(FENCE.sub("", told))
    return [found[1] for line in lines if (found := COMMAND.search(line.partition(" #")[0]))]


def command_fault(line):
    """Return what is wrong with a command line, or None."""
    words = shlex.split(re.split(r"\s[|>]|[;)…]|&&", line)[0])
    command, context = nexus, click.Context(nexus)
    while isinstance(command, click.Group) and words:
        name = words.pop(0)
        if name.startswith("-"):
            break
        found = command.get_command(context, name)
        if found is None:
            return f"there is no command {name!r} in {line!r}"
        command = found
    options = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
    unknown = [word for word in words if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in options]
    return f"{line!r}: {unknown} are no options of it" if unknown else None
