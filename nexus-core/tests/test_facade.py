"""The facade has what a plugin author needs, from its own home, and costs little."""

import subprocess
import sys

import pytest

import nexus
from nexus import errors, hookspecs


def test_every_promised_name_is_there():
    assert {name for name in nexus.__all__ if not hasattr(nexus, name)} == set()


def test_names_are_the_ones_of_their_home():
    assert nexus.Connector is hookspecs.Connector
    assert nexus.Rejected is errors.Rejected
    assert nexus.config.Secret is nexus.Secret


def test_everything_that_a_plugin_returns_or_implements_is_offered():
    own = {
        name
        for name, value in vars(hookspecs).items()
        if isinstance(value, type) and value.__module__ == hookspecs.__name__ and not name.startswith("_")
    }
    assert own <= set(nexus.__all__)


def test_a_name_that_is_none_is_refused_as_by_any_module():
    with pytest.raises(AttributeError, match="module 'nexus' has no attribute 'Conector'"):
        _ = nexus.Conector


def test_using_it_loads_no_server_database_or_store_library():
    code = """
import sys
from nexus import *
from nexus.config import json_schema, structure
heavy = {"litestar", "sqlalchemy", "redis", "stevedore", "structlog", "click"} & set(sys.modules)
print(*heavy)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


def test_importing_it_alone_loads_not_even_attrs():
    code = "import sys, nexus; raise SystemExit(int('attr' in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
