"""What would take most of the time of many tests is done once: databases are migrated, passwords are hashed at length."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from nexus.security import passwords
from nexus.storage import schema

NewMetadata = Callable[[str], str]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory) -> Path:
    """A file with all tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "nexus.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres) -> str:
    """A database with all tables, to be copied."""
    url = postgres.start().new_database()
    _migrate(url)
    return url


@pytest.fixture
def new_metadata(request, tmp_path) -> Iterator[NewMetadata]:
    """Makes a database with all tables, ``sqlite`` (``nexus.db`` in ``tmp_path``) or ``postgresql``, and returns its URL."""
    made: list[str] = []

    def make(dialect: str) -> str:
        if dialect == "sqlite":
            shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "nexus.db")
            return f"sqlite:///{tmp_path}/nexus.db"
        like = request.getfixturevalue("migrated_postgres")
        made.append(request.getfixturevalue("postgres").start().new_database(like))
        return made[-1]

    yield make
    for url in made:
        request.getfixturevalue("postgres").drop_database(url)


@pytest.fixture(scope="module")
def quick_passwords() -> Iterator[None]:
    """Real argon2id hashes that take no time and no memory, for tests that are about something else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1))
        passwords._hash_of_nobody.cache_clear()
        yield
    passwords._hash_of_nobody.cache_clear()


def _migrate(url: str) -> None:
    schema.upgrade(url)
    schema.upgrade(url, schema.DELIVERY_LOG)
