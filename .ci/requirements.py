"""Print what all packages of this repository need from outside, one requirement a line: the input of `make constraints`."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def requirements() -> Iterator[str]:
    """Yield every dependency, optional dependency and build requirement, and the tools of the development group."""
    for file in sorted(ROOT.glob("**/pyproject.toml")):
        if {".venv", ".nox", "node_modules", "cookiecutter-plugin"} & set(file.parts):
            continue
        described = tomllib.loads(file.read_text())
        project = described.get("project", {})
        yield from described.get("build-system", {}).get("requires", [])
        yield from project.get("dependencies", [])
        for optional in project.get("optional-dependencies", {}).values():
            yield from optional
        for group in described.get("dependency-groups", {}).values():
            yield from group


if __name__ == "__main__":
    print("\n".join(sorted({need for need in requirements() if not need.startswith("nexus-")})))  # noqa: T201 — its purpose
