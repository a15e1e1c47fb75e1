"""Put each bug into a copy of the source, run the tests that must notice it, and report: ``nox -s mutations``."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from campaign.page import figures, write

from mutations.catalogue import MUTATIONS, Mutation
from mutations.report import NAME, table

ROOT: Final = Path(__file__).resolve().parents[3]
SOURCES: Final = (
    "nexus-core/src",
    "nexus-agent/src",
    *(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("plugins/*/src"))),
)
TESTS_FAILED: Final = 1
"""Exit status of pytest when tests ran and some failed; others mean that they could not run, which proves nothing."""


def main() -> int:
    """Run what the command line asks for; 1 if a bug went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only bugs whose names have one of these")
    parser.add_argument("--report", action="store_true", help="write the table of docs/reliability.md")
    asked = parser.parse_args()
    chosen = [one for one in MUTATIONS if not asked.words or any(word in one.name for word in asked.words)]
    with tempfile.TemporaryDirectory(prefix="nexus-mutations-") as folder:
        copy = Path(folder)
        for source in SOURCES:
            shutil.copytree(ROOT / source, copy / source, ignore=shutil.ignore_patterns("__pycache__"))
        results = [_tried(copy, one) for one in chosen]
    missed = [row["name"] for row in results if not row["caught"]]
    say(f"{len(results) - len(missed)} of {len(results)} bugs were noticed")
    if asked.report:
        known = {row["name"]: row for row in figures().get(NAME, {}).get("rows", [])} | {
            row["name"]: row for row in results
        }
        rows = [known[one.name] for one in MUTATIONS if one.name in known]
        measured = {"date": datetime.now(UTC).date().isoformat(), "rows": rows}
        write(NAME, measured, table(measured))
    return 1 if missed else 0


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)  # noqa: T201 — a command


def _tried(copy: Path, mutation: Mutation) -> dict[str, str | bool]:
    """Say whether the tests pass without the bug and fail with it."""
    well = _run(copy, mutation)
    file = copy / mutation.file
    text = file.read_text(encoding="utf-8")
    if text.count(mutation.old) != 1:
        raise SystemExit(f"{mutation.name}: {mutation.file} has its text {text.count(mutation.old)} times")
    file.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        ill = _run(copy, mutation)
    finally:
        file.write_text(text, encoding="utf-8")
    caught = well.returncode == 0 and ill.returncode == TESTS_FAILED
    say(f"{'noticed' if caught else 'NOT NOTICED'}: {mutation.name}")
    if not caught:
        say((ill if well.returncode == 0 else well).stdout[-4000:])
    return {"name": mutation.name, "rule": mutation.rule, "by": mutation.caught_by[0], "caught": caught}


def _run(copy: Path, mutation: Mutation) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join(str(copy / source) for source in SOURCES)
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "--hypothesis-profile=first-fault",
        *mutation.caught_by,
    ]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
