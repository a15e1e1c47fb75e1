import threading

import pytest

from nexus import Unavailable
from nexus_sql import pool as pool_module
from nexus_sql.pool import Pool


class Connection:
    opened = 0

    def __init__(self):
        type(self).opened += 1
        self.closed = False

    def close(self):
        self.closed = True


@pytest.fixture
def pool():
    Connection.opened = 0
    pool = Pool(Connection, 2)
    yield pool
    pool.close()


def test_a_connection_is_used_again_and_says_so(pool):
    with pool.lease() as first:
        assert not first.reused
        first.notes["made"] = True
    with pool.lease() as second:
        assert second.reused
        assert second.connection is first.connection
        assert second.notes == {"made": True}


def test_a_rollback_takes_the_notes_along(pool):
    with pool.lease() as lease:
        lease.notes["made"] = True
        lease.after_rollback()
    with pool.lease() as lease:
        assert lease.reused
        assert lease.notes == {}


def test_a_broken_connection_is_closed_with_all_that_lie_idle(pool):
    with pool.lease() as broken:
        with pool.lease() as idle:
            pass
        broken.broken = True
    assert broken.connection.closed
    assert idle.connection.closed
    with pool.lease() as fresh:
        assert not fresh.reused


def test_whoever_waits_too_long_is_told_the_setting(monkeypatch):
    monkeypatch.setattr(pool_module, "WAIT_S", 0.01)
    pool = Pool(Connection, 1)
    with pool.lease(), pytest.raises(Unavailable, match="pool_size"), pool.lease():
        pass
    pool.close()


def test_threads_share_no_connection(pool):
    seen = []
    barrier = threading.Barrier(2)

    def use():
        with pool.lease() as lease:
            barrier.wait(5)
            seen.append(lease.connection)

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert len(set(map(id, seen))) == 2
