"""A claim that is not true fails: each liar is found out by the check that is there for its lie."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from liars import SINKS, SOURCES

SUITES = Path(__file__).with_name("suites_of_liars.py")
LIARS = {**SINKS, **SOURCES}


@pytest.fixture(scope="session")
def found_out():
    """Run the check that is there for each liar, all in one process, and return what failed."""
    nodes = [f"{SUITES}::Test{liar.__name__}::{check}" for liar, (_, check) in LIARS.items()]
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "--tb=line", "-p", "no:cacheprovider", *nodes]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return set(re.findall(r"^FAILED \S*::Test(\w+)::(\w+)", done.stdout, re.MULTILINE))


@pytest.mark.parametrize("liar", LIARS, ids=lambda liar: liar.__name__)
def test_the_suite_finds_out_who(liar, found_out):
    """The sentence ends with what the liar says of itself."""
    assert (liar.__name__, LIARS[liar][1]) in found_out, liar.__doc__
