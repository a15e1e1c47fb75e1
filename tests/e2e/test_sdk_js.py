"""The JavaScript SDK against the real Nexus, in Node and in Chromium: nothing is lost and nothing is taken twice."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.javascript import ROOT, NodeProgram, build
from harness.shop import Shop, open_shop, replies_being_cut

from nexus.testing import wait_until
from nexus.testing.servers.ports import claim_port, release_port

COUNT = 4000


@pytest.fixture(scope="module")
def sdk() -> Path:
    return build()


@pytest.fixture(scope="module")
def page_port() -> Iterator[int]:
    """The port of the one origin whose pages may send."""
    port = claim_port()
    yield port
    release_port(port)


@pytest.fixture(scope="module")
def shop_of_all(tmp_path_factory: pytest.TempPathFactory, page_port: int) -> Iterator[Shop]:
    origins = {"NEXUS_CORS_INGRESS_ORIGINS": f"http://127.0.0.1:{page_port}"}
    with open_shop(tmp_path_factory.mktemp("shop"), origins) as shop:
        yield shop


@pytest.fixture
def shop(shop_of_all: Shop) -> Shop:
    shop_of_all.forget()
    return shop_of_all


@pytest.mark.parametrize(("way", "sealed"), [("batch", False), ("batch", True), ("buffer", False), ("buffer", True)])
def test_each_order_is_taken_once_though_the_server_restarts_and_replies_are_lost(sdk, shop, way, sealed):
    program = sdk / "test" / "e2e" / "campaign.mjs"
    environment = (shop.sealing() if sealed else shop.environment) | {"WAY": way, "COUNT": str(COUNT)}
    with NodeProgram(program, environment) as sender, replies_being_cut(shop.proxy):
        shop.restart_while_sending(sender, COUNT)
        sender.finish(60)

    assert shop.taken() == list(range(COUNT))


def test_orders_in_the_spool_of_a_sender_that_was_killed_are_sent_by_the_next_one(sdk, shop, tmp_path):
    program = sdk / "test" / "e2e" / "campaign.mjs"
    environment = shop.environment | {"WAY": "buffer", "SPOOL": str(tmp_path / "spool")}
    shop.proxy.refuse()
    with NodeProgram(program, environment) as sender:
        wait_until(lambda: sender.acknowledged >= 180, timeout_s=20, what="the buffer to fill")
        promised = sender.acknowledged
        sender.kill()
    shop.proxy.heal()
    with NodeProgram(program, environment | {"COUNT": "0"}) as successor:
        successor.finish(30)

    taken = shop.taken()
    assert taken[:promised] == list(range(promised))
    assert taken == list(range(len(taken)))


def test_a_page_of_another_origin_sends_seals_leaves_and_finds_its_spool_again(sdk, shop, page_port):
    environment = shop.environment | {"PAGE_PORT": str(page_port)}
    with NodeProgram(sdk / "test" / "e2e" / "browser.mjs", environment) as browser:
        wait_until(lambda: len(shop.taken()) > 300 or not browser.is_running, timeout_s=60, what="the page to send")
        assert browser.is_running, browser.errors
        shop.api.restart_after_kill()
        shop.nexus.wait_until_ready(shop.api)
        found = json.loads(browser.finish(60)[-1])

    vectors = json.loads((ROOT / "sdk" / "vectors" / "payload-encryption.json").read_text(encoding="utf-8"))
    assert found["sealed"] == [vector["envelope"] for vector in vectors["valid"]]
    assert found["one"]["duplicate"] is False
    assert found["fault"] == {
        "name": "InvalidMessage",
        "errors": [{"index": 0, "path": "id", "message": "must be an integer, not a string"}],
    }
    assert found["batch"]["accepted"] + found["batch"]["duplicates"] == 2000
    assert found["recovered"] == {"buffered": 0, "left": []}
    assert sorted(shop.taken()) == [1, *range(10, 31), *range(1000, 3000)]


def test_a_page_of_an_origin_that_nobody_named_may_not_send(sdk, shop):
    other = claim_port()
    environment = shop.environment | {"PAGE_PORT": str(other)}
    with NodeProgram(sdk / "test" / "e2e" / "foreign-page.mjs", environment) as browser:
        found = json.loads(browser.finish(60)[-1])
    release_port(other)

    assert found["name"] == "ConnectionFailed"
    assert shop.taken() == []


def test_the_example_of_a_node_sender_runs_and_may_be_repeated(sdk, shop, tmp_path):
    folder = shutil.copytree(ROOT / "examples" / "node-sender", tmp_path / "node-sender")
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "nexus-sdk").symlink_to(sdk)
    lines = "".join(f'{{"id": {number}, "total": 12.5}}\n' for number in range(1500))
    said = []
    for _ in range(2):
        with NodeProgram(folder / "send.mjs", shop.environment | {"IMPORT": "once"}, lines) as sender:
            said += sender.finish(30)

    assert said == ["1500 taken, 0 had been taken before\n", "0 taken, 1500 had been taken before\n"]
    assert shop.taken() == list(range(1500))


def test_the_example_of_a_web_page_runs(sdk, shop, page_port, tmp_path):
    folder = shutil.copytree(ROOT / "examples" / "browser-page", tmp_path / "browser-page")
    shutil.copy(sdk / "dist" / "browser.js", folder / "nexus-sdk.js")
    settings = {"url": shop.environment["NEXUS_URL"], "apiKey": shop.key}
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")

    environment = shop.environment | {"PAGE_PORT": str(page_port), "FOLDER": str(folder)}
    with NodeProgram(sdk / "test" / "e2e" / "example-page.mjs", environment) as page:
        assert json.loads(page.finish(60)[-1]) == ["Sent.", "Sent."]

    assert shop.taken() == [41, 42]
