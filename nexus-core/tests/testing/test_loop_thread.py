"""A server that is closed while connections come leaves none of them open: a later test would have to answer for it."""

import gc
import socket
import threading
import time
import warnings
from contextlib import contextmanager

import pytest

from nexus.testing import HttpServer, TcpProxy


@contextmanager
def callers(port):
    """Connect and hang up again and again, from an address where no port of the server's can be taken by accident."""
    stopping = threading.Event()

    def call():
        while not stopping.is_set():
            with socket.socket() as caller:
                caller.bind(("127.0.0.2", 0))
                caller.connect_ex(("127.0.0.1", port))
            time.sleep(0.0005)

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    yield
    stopping.set()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("make", [HttpServer, lambda: TcpProxy(1)], ids=["server", "proxy"])
def test_who_calls_while_it_closes_is_not_kept(make):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for _ in range(40):
            server = make().start()
            with callers(server.port):
                time.sleep(0.005)
                server.close()
        del server
        gc.collect()

    assert [str(one.message) for one in warned if issubclass(one.category, ResourceWarning)] == []
