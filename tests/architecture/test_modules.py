"""Every module can be read, and imported first.

Only modules that import each other, a package's among them, depend on which of them comes first: these are imported first
in turn, each in a process of its own. The others come in one process, one after the other: whatever order that is, each
finds what it imports.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import grimp
import pytest
from tree import SOURCES, modules

SCRIPT = Path(__file__).parent / "import_alone.py"


def imports() -> dict[str, set[str]]:
    """Return what each module imports of ours, within functions too; its package always."""
    packages = [one.parent.name for source in SOURCES for one in source.glob("*/__init__.py")]
    graph = grimp.build_graph(*packages, exclude_type_checking_imports=True, cache_dir=None)
    found = {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}
    for name, imported in found.items():
        if package := name.rpartition(".")[0]:
            imported.add(package)
    return found


def in_circles(imports: Mapping[str, set[str]]) -> set[str]:
    """Return the modules that import each other, and those between two such circles."""
    left = set(imports)
    while True:
        imported = {one for name in left for one in imports[name]}
        outside = {name for name in left if name not in imported or left.isdisjoint(imports[name])}
        if not outside:
            return left
        left -= outside


def test_circles_are_found():
    found = in_circles({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"a"}, "f": {"f"}})

    assert found == {"b", "c", "f"}


@pytest.mark.timeout(600)
def test_every_module_can_be_imported_first():
    names = [name for name in modules() if not name.endswith("__main__") and ".migrations." not in name]
    circles = in_circles(imports())
    lines = [" ".join(name for name in names if name not in circles), *(name for name in names if name in circles)]

    done = subprocess.run(
        [sys.executable, SCRIPT], input="\n".join(lines), capture_output=True, text=True, timeout=580, check=False
    )

    assert done.returncode == 0, done.stderr
    failures = json.loads(done.stdout)
    assert not failures, "\n\n".join(f"{name} cannot be imported first:\n{text}" for name, text in failures.items())
    assert len(names) > 30
    assert len(lines) > 30
