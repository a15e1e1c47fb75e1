"""What the tests of the architecture look at: the packages of this repository, their modules, the tracked files."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("*/src"), *ROOT.glob("plugins/*/src"), *ROOT.glob("sdk/*/src")])
CONNECTORS = sorted(folder.parent.name for folder in ROOT.glob("plugins/*/pyproject.toml"))


def python_files() -> list[Path]:
    """Return every source file of every package."""
    return [file for source in SOURCES for file in sorted(source.rglob("*.py"))]


def modules() -> list[str]:
    """Return the dotted name of every module of every package."""
    return [_dotted(file.relative_to(source)) for source in SOURCES for file in sorted(source.rglob("*.py"))]


def tracked_files() -> list[Path]:
    """Return the files that belong to the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _dotted(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
