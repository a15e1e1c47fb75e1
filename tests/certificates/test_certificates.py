"""Every connector of the repository is certified, and its certificate is that of its suites."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = "nexus-sql"
CONNECTORS = sorted(file.parent.name for file in ROOT.glob("plugins/*/pyproject.toml"))


@pytest.mark.parametrize("connector", [name for name in CONNECTORS if name != LIBRARY])
def test_the_certificate_is_that_of_the_suites(connector):
    """Figures and versions change with each run and are not compared."""
    command = [sys.executable, "-m", "nexus", "connector", "certify", "--check", ROOT / "plugins" / connector]

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
