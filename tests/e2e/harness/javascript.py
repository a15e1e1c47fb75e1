"""The JavaScript SDK as the tests use it: built, and run by Node."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from harness.programs import SenderProgram

ROOT = Path(__file__).parents[3]
SDK = ROOT / "sdk" / "js"
BUILD_WITHIN_S = 300.0


def build() -> Path:
    """Install what the SDK needs, where that has changed, build it, and return its folder."""
    subprocess.run([ROOT / ".ci" / "javascript"], check=True, timeout=BUILD_WITHIN_S)
    return SDK


class NodeProgram(SenderProgram):
    """A program of Node that runs beside the test and ends with it."""

    def __init__(self, script: Path, environment: Mapping[str, str], text: str = "") -> None:
        super().__init__(["node"], script, environment, text)
