"""A delivery log on each database."""

from collections.abc import Iterator

import pytest

from nexus.storage.delivery_log import SqlDeliveryLog


@pytest.fixture
def log(shared_url, database) -> Iterator[SqlDeliveryLog]:
    log = SqlDeliveryLog.open(shared_url)
    yield log
    log.close()
