"""Leaves what was asked for: removes files of other roles; an SQL connector starts as that for SQLite."""

import re
import shutil
import sys
from pathlib import Path

NAME, MODULE, PREFIX = "{{ cookiecutter.name }}", "{{ cookiecutter.module }}", "{{ cookiecutter.prefix }}"
TITLE, TEMPLATE = "{{ cookiecutter.title }}", Path(r"{{ cookiecutter._template }}").resolve()
ROLES = set("{{ cookiecutter.roles }}".replace(" ", "").split(","))
SQL = "{{ cookiecutter.sql }}".lower() == "yes"
SOURCE = Path("src") / MODULE
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


def start_from_sqlite() -> None:
    """Copy the SQLite connector under the new name."""
    sources, tests = TEMPLATE / "sql/src", (TEMPLATE / "sql/conftest.py", TEMPLATE / "sql/test_conformance.py")
    if not sources.is_dir():  # a checkout of Nexus, not the wheel
        connector = TEMPLATE.parent / "plugins/nexus-sqlite"
        sources, tests = connector / "src/nexus_sqlite", (connector / "tests/conftest.py", connector / "tests/test_conformance.py")
    if not sources.is_dir():
        sys.exit(f"the SQLite connector is not beside the template ({TEMPLATE}); use: nexus connector new --sql")
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
