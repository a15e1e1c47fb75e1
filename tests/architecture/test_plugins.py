"""Plugins stand on the façade alone, and the linter knows every one of them."""

import ast
import tomllib
from pathlib import Path

import pytest
from tree import CONNECTORS, ROOT

LIBRARY = "nexus-sql"
AGENT = "nexus_agent"
DASHBOARD = "nexus_ui"
SDK = "nexus_sdk"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
OPEN = {"nexus", "nexus.config", "nexus_sql"}
"""The façade, its vocabulary for config classes, and the SQL connectors' library."""
OPEN_IN_TESTS = {*OPEN, "nexus.testing"}


@pytest.mark.parametrize("plugin", CONNECTORS)
def test_a_plugin_imports_nothing_deeper_than_the_facade(plugin):
    own = plugin.replace("-", "_")
    folder = ROOT / "plugins" / plugin

    deep = [
        place
        for file in sorted((folder / "src").rglob("*.py"))
        for place in deep_imports(file, own, OPEN_IN_TESTS if "testing" in file.parts else OPEN)
    ]
    deep += [
        place for file in sorted((folder / "tests").rglob("*.py")) for place in deep_imports(file, own, OPEN_IN_TESTS)
    ]

    assert not deep, "\n".join(deep)


def test_deep_imports_are_found(tmp_path):
    file = tmp_path / "sink.py"
    file.write_text(
        "import nexus.engine\nfrom nexus.storage.tables import users\nfrom nexus import Sink\n"
        "from nexus_rest.config import A\n"
        "from nexus_sql.errors import B\nfrom nexus_mine import C\nfrom nexus import testing\nimport nexusish\n"
    )

    found = [place.partition(": ")[2] for place in deep_imports(file, "nexus_mine", OPEN)]

    assert found == ["nexus.engine", "nexus.storage.tables", "nexus_rest.config", "nexus.testing"]


def deep_imports(file: Path, own: str, allowed: set[str]) -> list[str]:
    names = [
        (node.lineno, name)
        for node in ast.walk(ast.parse(file.read_text()))
        for name in imported(node)
        if name.partition(".")[0] == "nexus" or name.startswith("nexus_")
    ]
    return [f"{file}:{line}: {name}" for line, name in names if not is_allowed(name, allowed | {own})]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        hidden = [f"nexus.{alias.name}" for alias in node.names if node.module == "nexus" and alias.name == "testing"]
        return hidden or [node.module]
    return []


def is_allowed(name: str, allowed: set[str]) -> bool:
    """Our own and nexus_sql's modules may be imported at any depth, the core's by its façades alone."""
    return name in allowed or (name.partition(".")[0] in allowed - {"nexus"})


def test_the_linter_knows_every_package():
    packages = {"nexus", AGENT, DASHBOARD, SDK, *(plugin.replace("-", "_") for plugin in CONNECTORS)}

    assert set(SETTINGS["tool"]["importlinter"]["root_packages"]) == packages


def test_the_linter_keeps_every_connector_from_the_others_and_from_the_core():
    contracts = {contract["name"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]}
    plugins = {plugin.replace("-", "_") for plugin in CONNECTORS}

    assert set(contracts["The core knows no connector"]["forbidden_modules"]) == {DASHBOARD, *plugins}
    independent = contracts["Connectors are independent of one another"]["modules"]
    assert set(independent) == plugins - {LIBRARY.replace("-", "_")}


def test_types_are_checked_in_every_package():
    assert set(SETTINGS["tool"]["mypy"]["mypy_path"]) >= {
        "nexus-agent/src",
        "sdk/python/src",
        *(f"plugins/{plugin}/src" for plugin in CONNECTORS),
    }
