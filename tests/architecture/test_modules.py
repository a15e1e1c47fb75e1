"""Every module can be read and imported by itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tree import modules

SCRIPT = Path(__file__).parent / "import_alone.py"


@pytest.mark.timeout(900)  # some hundred processes: half a minute on a machine with nothing else to do
def test_every_module_can_be_imported_alone():
    names = [name for name in modules() if not name.endswith("__main__") and ".migrations." not in name]

    done = subprocess.run(
        [sys.executable, SCRIPT], input="\n".join(names), capture_output=True, text=True, timeout=880, check=False
    )

    assert done.returncode == 0, done.stderr
    failures = json.loads(done.stdout)
    assert not failures, "\n\n".join(f"{name} cannot be imported first:\n{text}" for name, text in failures.items())
    assert len(names) > 30
