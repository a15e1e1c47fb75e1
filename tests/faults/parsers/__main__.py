"""Fuzz the parsers, led by coverage: ``nox -s fuzz -- [--seconds N] [NAME …]``.

Each parser has a process of its own, since libFuzzer ends it; an input that breaks a promise is left in a folder.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import atheris  # from the folder that the session installs it into

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

CHILD = "--fuzz-this"
INSTRUMENTED = (
    ["nexus", "nexus_agent", "nexus_mqtt", "nexus_rest", "yaml", "cronsim"] if CHILD in sys.argv else ["nothing"]
)

with atheris.instrument_imports(include=INSTRUMENTED):
    from parsers.targets import TARGETS, Target


def main() -> int:
    """Fuzz what the command line asks for; 1 if a parser broke a promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only parsers whose names have one of these")
    parser.add_argument("--seconds", type=int, default=30, help="for each parser")
    parser.add_argument(CHILD, dest="child", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child is not None:
        _fuzz(next(one for one in TARGETS if one.name == asked.child), asked.folder, asked.seconds)
        return 0
    chosen = [one for one in TARGETS if not asked.words or any(word in one.name for word in asked.words)]
    return 1 if [one for one in chosen if not _holds(one, asked.seconds)] else 0


def _holds(target: Target, seconds: int) -> bool:
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{target.name.replace(' ', '-')}-"))
    for number, seed in enumerate(target.seeds):
        (folder / f"seed-{number}").write_bytes(seed)
    options = [CHILD, target.name, "--folder", str(folder), "--seconds", str(seconds)]
    command = [sys.executable, str(Path(__file__).parent), *options]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    runs = re.findall(r"#(\d+)\t", done.stderr)
    if done.returncode == 0:
        print(f"{target.name}: {int(runs[-1]):,} inputs, all parsed or refused as promised", flush=True)  # noqa: T201
        return True
    print(f"{target.name}: BROKE ITS PROMISE, see {folder}\n{done.stdout}{done.stderr[-4000:]}", flush=True)  # noqa: T201
    return False


def _fuzz(target: Target, folder: Path, seconds: int) -> None:
    options = [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=10", f"-artifact_prefix={folder}/broken-"]
    atheris.Setup([sys.argv[0], *options, str(folder)], target.parse)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
