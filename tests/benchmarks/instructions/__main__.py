"""How many instructions the hot functions take for a message, and whether that has grown: ``nox -s instructions``.

Time on a shared machine moves by a factor of four; the number of instructions hardly at all. Valgrind counts those of two
runs of different length, and the difference is the cost of the function alone. ``--keep`` makes what is counted the
measure; without it, a growth of more than a tenth fails. Counts are kept for each version of Python.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks.instructions.work import BATCH, WORK

KEPT: Final = Path(__file__).with_name("kept.json")
SHORT, LONG = 100, 200
"""Calls in the two runs; the interpreter has specialised the code long before."""

MOST_GROWTH: Final = 1.10


def main() -> int:
    """Count, compare or keep; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="make what is counted now the measure")
    given = parser.parse_args()
    version = ".".join(platform.python_version_tuple()[:2]) + f" {platform.machine()}"
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    former = kept.get(version, {})
    counted = {
        name: round((instructions(name, LONG) - instructions(name, SHORT)) / (LONG - SHORT) / BATCH) for name in WORK
    }
    grown = [name for name, count in counted.items() if name in former and count > former[name] * MOST_GROWTH]
    for name, count in counted.items():
        before = former.get(name)
        told = f"{count / before - 1:+.1%} since it was kept" if before else "not kept yet"
        print(f"{name:10} {count:>8,} instructions a message, {told}")
    if given.keep:
        KEPT.write_text(json.dumps(kept | {version: counted}, indent=1) + "\n")
        return 0
    if grown:
        print(f"{', '.join(grown)}: more than a tenth more; mend it, or say why and run: nox -s instructions -- --keep")
    if not former:
        print(f"nothing is kept for Python {version}: nox -s instructions -- --keep")
    return 1 if grown else 0


def instructions(name: str, times: int) -> int:
    """Return how many instructions a run takes."""
    with tempfile.NamedTemporaryFile() as out:
        command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={out.name}"]
        work = [sys.executable, "-m", "tests.benchmarks.instructions.work", name, str(times)]
        # the same hashes and addresses each time, and malloc that valgrind can see
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONMALLOC": "malloc"}
        done = subprocess.run(
            ["setarch", "-R", *command, *work], env=environment, capture_output=True, text=True, check=True
        )
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if found is None:
        raise SystemExit(f"valgrind tells no count:\n{done.stderr}")
    return int(found[1].replace(",", ""))


if __name__ == "__main__":
    sys.exit(main())
