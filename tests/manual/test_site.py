"""The manual as a site: it builds without a warning, fetches nothing from elsewhere, and leaves nothing of the code out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nexus
from nexus import hookspecs
from nexus.api.document import openapi_document

ROOT = Path(__file__).parents[2]
ASSET = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=\"((?:https?:)?//[^\"]*)\"")
IMPORTED = re.compile(r"@import\s+[\"']?https?:|url\(\s*[\"']?(?:https?:)?//")
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def page(site: Path, name: str) -> str:
    return (site / name / "index.html").read_text()


def test_nothing_is_fetched_from_elsewhere(site):
    pages = {file: file.read_text() for file in site.rglob("*.html")}
    styles = {file: file.read_text() for file in site.rglob("*.css")}

    assert len(pages) > 20
    assert not {str(file): found for file, text in pages.items() if (found := ASSET.findall(text))}
    assert not [str(file) for file, text in styles.items() if IMPORTED.search(text)]


def test_what_would_be_fetched_is_found():
    assert ASSET.findall(
        '<script async src="https://cdn.example.com/a.js"></script><link rel="x" href="//fonts.example">'
    ) == [
        "https://cdn.example.com/a.js",
        "//fonts.example",
    ]
    assert IMPORTED.search("body{background:url(https://example.com/a.png)}")


def test_every_hook_and_every_name_of_the_contract_is_told(site):
    told = page(site, "reference/contract")
    named = [
        name
        for name, value in vars(hookspecs).items()
        if getattr(value, "__module__", "") == hookspecs.__name__ and hasattr(value, "__qualname__") and name[0] != "_"
    ]

    assert len(named) > 30
    assert not [name for name in named if f'id="nexus.hookspecs.{name}"' not in told]


def test_every_error_that_a_plugin_may_raise_is_told(site):
    told = page(site, "reference/errors")
    errors = [
        name
        for name in nexus.__all__
        if isinstance(getattr(nexus, name), type) and issubclass(getattr(nexus, name), Exception)
    ]

    assert len(errors) > 8
    assert not [name for name in errors if f'id="nexus.errors.{name}"' not in told]


def test_every_operation_of_the_api_is_told(site):
    told = "".join(file.read_text() for file in (site / "reference/http").rglob("index.html"))
    ids = [
        operation["operationId"]
        for item in openapi_document()["paths"].values()
        for method, operation in item.items()
        if method in METHODS
    ]

    assert len(ids) > 30
    assert not [one for one in ids if f'id="{one.replace("_", "-")}"' not in told]


def test_every_package_has_its_page(site):
    packages = [folder.parent.name for folder in ROOT.glob("plugins/*/pyproject.toml")]

    assert packages
    assert not [name for name in packages if not (site / "connectors" / name / "index.html").exists()]


def test_every_hook_is_explained_where_plugins_are_explained():
    told = (ROOT / "docs/concepts/plugins.md").read_text()
    hooks = [name for name in vars(hookspecs) if name.startswith("nexus_")]

    assert len(hooks) >= 10
    assert not [name for name in hooks if f"`{name}`" not in told]
