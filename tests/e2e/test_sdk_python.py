"""The Python SDK against the real Nexus, in threads and in asyncio: nothing is lost and nothing is taken twice."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.python import CAMPAIGN, ROOT, PythonProgram
from harness.shop import Shop, open_shop, replies_being_cut

from nexus.testing import wait_until

COUNT = 4000


@pytest.fixture(scope="module")
def shop_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture
def shop(shop_of_all: Shop) -> Shop:
    shop_of_all.forget()
    return shop_of_all


@pytest.mark.parametrize(
    ("client", "way", "sealed"),
    [
        ("threads", "batch", True),
        ("asyncio", "batch", False),
        ("threads", "buffer", False),
        ("asyncio", "buffer", True),
    ],
)
def test_each_order_is_taken_once_though_the_server_restarts_and_replies_are_lost(shop, client, way, sealed):
    environment = shop.sealing() if sealed else shop.environment
    how = {"CLIENT": client, "WAY": way, "COUNT": str(COUNT)}
    with PythonProgram(CAMPAIGN, environment | how) as sender, replies_being_cut(shop.proxy):
        shop.restart_while_sending(sender, COUNT)
        sender.finish(60)

    assert shop.taken() == list(range(COUNT))


@pytest.mark.parametrize("sealed", [False, True])
def test_a_batch_whose_sender_was_killed_is_taken_once_when_it_is_sent_again(shop, sealed):
    environment = (shop.sealing() if sealed else shop.environment) | {"COUNT": "1000", "IMPORT": "orders-2026-01-31"}
    with PythonProgram(CAMPAIGN, environment) as sender:
        wait_until(lambda: sender.acknowledged > 200, timeout_s=30, what="some to be acknowledged")
        sender.kill()
    assert shop.taken() == list(range(len(shop.taken())))
    assert 200 < len(shop.taken()) < 1000
    with PythonProgram(CAMPAIGN, environment) as successor:
        successor.finish(30)

    assert shop.taken() == list(range(1000))


@pytest.mark.parametrize(("client", "sealed"), [("threads", False), ("asyncio", True)])
def test_orders_in_the_spool_of_a_sender_that_was_killed_at_work_are_sent_by_the_next_one(
    shop, tmp_path, client, sealed
):
    environment = shop.sealing() if sealed else shop.environment
    environment |= {"CLIENT": client, "WAY": "buffer", "SPOOL": str(tmp_path / "spool")}
    with replies_being_cut(shop.proxy):
        with PythonProgram(CAMPAIGN, environment) as sender:
            wait_until(lambda: sender.acknowledged > 600, timeout_s=30, what="some orders to be in the buffer")
            sender.kill()
        promised = sender.acknowledged
        with PythonProgram(CAMPAIGN, environment | {"COUNT": "0"}) as successor:
            successor.finish(30)

    taken = shop.taken()
    assert promised <= len(taken) < COUNT
    assert taken == list(range(len(taken)))


def test_orders_that_waited_for_a_server_outlive_their_sender(shop, tmp_path):
    environment = shop.environment | {"WAY": "buffer", "SPOOL": str(tmp_path / "spool")}
    shop.proxy.refuse()
    with PythonProgram(CAMPAIGN, environment) as sender:
        wait_until(lambda: sender.acknowledged >= 180, timeout_s=20, what="the buffer to fill")
        sender.kill()
    shop.proxy.heal()
    with PythonProgram(CAMPAIGN, environment | {"COUNT": "0"}) as successor:
        successor.finish(30)

    taken = shop.taken()
    assert len(taken) >= 180
    assert taken == list(range(len(taken)))


def test_the_example_of_a_python_sender_runs_and_may_be_repeated(shop, tmp_path):
    script = shutil.copy(ROOT / "examples" / "python-sender" / "send.py", tmp_path)
    lines = "".join(f'{{"id": {number}, "total": 12.5}}\n' for number in range(1500))
    said = []
    for _ in range(2):
        with PythonProgram(Path(script), shop.environment | {"IMPORT": "once"}, lines) as sender:
            said += sender.finish(30)

    assert said == ["1500 taken, 0 had been taken before\n", "0 taken, 1500 had been taken before\n"]
    assert shop.taken() == list(range(1500))
