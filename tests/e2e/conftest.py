"""Fixtures of the end-to-end tests: an installation of its own for each test that asks for one."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # so that the tests share the harness

from harness.installation import Installation

from nexus.testing import ValkeyServer


@pytest.fixture
def store() -> Iterator[ValkeyServer]:
    """A durable stream store of this test's own."""
    with ValkeyServer(durable=True) as server:
        yield server


@pytest.fixture
def installation(tmp_path: Path, store: ValkeyServer) -> Iterator[Installation]:
    """Nexus with metadata in SQLite and a durable stream store; no process runs yet."""
    with Installation(tmp_path, store.url()) as made:
        yield made
