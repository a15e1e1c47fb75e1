"""Leaves what was asked for: removes files of other roles; an SQL connector starts as that for SQLite."""

import re
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

NAME, MODULE, PREFIX = "{{ cookiecutter.name }}", "{{ cookiecutter.module }}", "{{ cookiecutter.prefix }}"
TITLE, TEMPLATE = "{{ cookiecutter.title }}", Path(r"{{ cookiecutter._template }}").resolve()
ROLES = set("{{ cookiecutter.roles }}".replace(" ", "").split(","))
SQL = "{{ cookiecutter.sql }}".lower() == "yes"
SOURCE = Path("src") / MODULE
SAMPLE_SQL = "CREATE TABLE sample (id INTEGER PRIMARY KEY, name TEXT, qty INTEGER);"
SAMPLE = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE documents (number INTEGER PRIMARY KEY, collection TEXT, id TEXT, document TEXT);
CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, payload BLOB);
INSERT INTO settings VALUES ('token', 'sample-token');
INSERT INTO outbox (payload) VALUES ('{"id": 1, "name": "Ada"}');
"""
CONNECTS = bool(ROLES & {"sink", "source", "query", "browse"})


def main() -> None:
    """Bring the folder to what was asked for."""
    for role, files in {
        "sink": ("sink.py",),
        "source": ("source.py",),
        "query": ("query.py",),
        "browse": ("browse.py",),
        "step": ("step.py",),
        "transform": ("functions.py",),
    }.items():
        for file in files:
            if SQL or role not in ROLES:
                (SOURCE / file).unlink()
    if SQL or not CONNECTS:
        for file in ("config.py", "check.py", "store.py"):
            (SOURCE / file).unlink()
        Path("tests/benches.py").unlink()
    if SQL:
        start_from_sqlite()
    if CONNECTS:
        make_sample()
    else:
        Path("sample.yaml").unlink()
    for compiled in Path("src").rglob("__pycache__"):  # pip compiles the template where it installs it
        shutil.rmtree(compiled)


def make_sample() -> None:
    """Make the database that sample.yaml names."""
    with closing(sqlite3.connect("sample.db")) as connection, connection:
        connection.executescript(SAMPLE_SQL if SQL else SAMPLE)


def start_from_sqlite() -> None:
    """Copy the SQLite connector under the new name."""
    sources, tests = TEMPLATE / "sql/src", (TEMPLATE / "sql/conftest.py", TEMPLATE / "sql/test_conformance.py")
    if not sources.is_dir():  # a checkout of Nexus, not the wheel
        connector = TEMPLATE.parent / "plugins/nexus-sqlite"
        sources, tests = connector / "src/nexus_sqlite", (connector / "tests/conftest.py", connector / "tests/test_conformance.py")
    if not sources.is_dir():
        sys.exit(f"the SQLite connector is not beside the template ({TEMPLATE}); use: nexus connector new --sql")
    shutil.copy(sources / "icon.svg", SOURCE / "icon.svg")
    for file in sorted(sources.glob("*.py")):
        (SOURCE / file.name).write_text(renamed(file.read_text("utf-8")), encoding="utf-8")
    for file in tests:
        shutil.copy(file, Path("tests") / file.name)
        copy = Path("tests") / file.name
        copy.write_text(renamed(copy.read_text("utf-8")), encoding="utf-8")


def renamed(text: str) -> str:
    """Give what is SQLite's the new name; the driver, and prose about it, stay until they are replaced."""
    text = text.replace("nexus_sqlite", MODULE).replace('name="sqlite"', f'name="{NAME}"')
    text = text.replace('title="SQLite"', f'title="{TITLE}"')
    return re.sub(r"\bSQLite(?=[A-Z])", PREFIX, text)


main()
