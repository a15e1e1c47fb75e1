"""What the commands that work on the metadata database open."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from nexus import wiring
from nexus.config.settings import Settings
from nexus.storage import schema
from nexus.storage.database import Database


def settings() -> Settings:
    """Read the settings of this process, and what an installation in the data folder adds to them."""
    return wiring.load_settings(os.environ)


@contextmanager
def open_database(chosen: Settings) -> Iterator[Database]:
    """Open the metadata database, which must be up to date."""
    schema.require(chosen.database_url)
    database = Database.open(chosen.database_url)
    try:
        yield database
    finally:
        database.close()
