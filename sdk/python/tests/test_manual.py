"""The code in the README and in the manual's page runs as it stands."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", ["sdk/python/README.md", "docs/sdk/python.md"])
def test_every_block_of_python_runs_after_those_before_it(page, nexus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = (ROOT / page).read_text(encoding="utf-8")
    names: dict = {"__name__": page}
    for number, block in enumerate(BLOCK.findall(told), 1):
        heard = len(nexus.heard)
        source = block.replace("https://nexus.example.com", nexus.url).replace("nxk_…", "nxk_test")
        exec(compile(source, f"{page}, block {number}", "exec"), names)
        if "send" in block or "enqueue" in block:
            assert len(nexus.heard) > heard, f"block {number} sent nothing"
    for one in names.values():
        if hasattr(one, "send_many") and not isinstance(one, type):
            one.close()


def test_blocks_are_found():
    assert len(BLOCK.findall((ROOT / "docs/sdk/python.md").read_text(encoding="utf-8"))) > 5
