"""Use cases on real metadata databases: SQLite and PostgreSQL."""

from collections.abc import Iterator

import pytest

from nexus import wiring
from nexus.config import Secret
from nexus.config.settings import Settings
from nexus.security.keyring import generate_key


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path, new_metadata) -> Settings:
    url = new_metadata(request.param)
    return Settings(data_dir=tmp_path, database_url=url, encryption_keys=Secret(generate_key("k1")))


@pytest.fixture
def metadata(settings) -> Iterator[wiring.Metadata]:
    with wiring.open_metadata(settings) as opened:
        yield opened


@pytest.fixture
def workspace(metadata) -> str:
    return metadata.workspace_id("default")
