"""The flow tests that the manual shows pass: of the contract's example, and of the demo."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "flow-tests"


@pytest.mark.parametrize("name", ["shop-test.yaml", "demo-test.yaml"])
def test_an_example_passes_where_there_is_no_store_and_no_database(name, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEXUS_")}
    command = [sys.executable, "-m", "nexus", "test", str(EXAMPLES / name), "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(json.loads(done.stdout)["files"][0]["cases"]) >= 2
    assert not list(tmp_path.iterdir())


def test_the_example_is_about_the_definitions_of_the_contract():
    contract = (ROOT / "nexus-core/tests/services/contract.yaml").read_text()

    assert yaml.safe_load((EXAMPLES / "shop.yaml").read_text()) == yaml.safe_load(contract)


def test_the_example_finds_a_change_that_nobody_wanted(tmp_path):
    changed = (EXAMPLES / "shop.yaml").read_text().replace("transforms: [trim, lower]", "transforms: [trim]")
    (tmp_path / "shop.yaml").write_text(changed)
    (tmp_path / "shop-test.yaml").write_text((EXAMPLES / "shop-test.yaml").read_text())

    command = [sys.executable, "-m", "nexus", "test", str(tmp_path / "shop-test.yaml")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert 'rows[0].email\n    expected: "ada@example.com"\n    found:    "Ada@Example.com"\n' in done.stdout
