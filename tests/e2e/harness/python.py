"""The Python SDK as the tests use it: programs in an interpreter of their own."""

import sys
from collections.abc import Mapping
from pathlib import Path

from harness.programs import SenderProgram

ROOT = Path(__file__).parents[3]
CAMPAIGN = ROOT / "sdk" / "python" / "tests" / "e2e" / "campaign.py"


class PythonProgram(SenderProgram):
    """A program of Python that runs beside the test and ends with it."""

    def __init__(self, script: Path, environment: Mapping[str, str], text: str = "") -> None:
        super().__init__([sys.executable, "-u", "-W", "error"], script, environment, text)
