"""The tutorial is a test: its commands are run, its files are written, and what comes out is certified."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/tutorial/connector.md"
FILE = re.compile(r'^```(?:python|yaml) title="([^"]+)"\n(.*?)^```', re.DOTALL | re.MULTILINE)
COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


def run(folder: Path, *command: str) -> str:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder / "nexus-redis-documents/src"),
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """The package as someone has it who has followed the page, without what is installed."""
    folder = tmp_path_factory.mktemp("tutorial")
    told = PAGE.read_text()
    (new,) = [line for block in COMMANDS.findall(told) for line in block.splitlines() if " connector new " in line]
    run(folder, *shlex.split(new))
    made = folder / "nexus-redis-documents"
    for name, content in FILE.findall(told):
        if name.endswith(".py"):
            assert (made / name).exists(), f"{name} is not one of the files that the command makes"
            (made / name).write_text(content)
    return made


def test_the_page_has_all_that_the_reader_writes(package):
    assert len([name for name, _ in FILE.findall(PAGE.read_text()) if name.endswith(".py")]) == 7


def test_what_the_reader_has_written_passes_its_lint(package):
    assert shutil.which("ruff", path=str(Path(sys.executable).parent))
    run(package.parent, "ruff", "check", "nexus-redis-documents")


def test_what_the_reader_has_written_keeps_every_promise(package):
    told = run(package.parent, sys.executable, "-m", "pytest", "-q", "-n", "2", "--rootdir", str(package), str(package))

    assert re.search(r"\b\d{2,} passed", told)
    assert "failed" not in told
