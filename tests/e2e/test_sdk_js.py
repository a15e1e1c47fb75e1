"""The JavaScript SDK against the real Nexus, in Node and in Chromium: nothing is lost and nothing is taken twice."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from harness.installation import Installation
from harness.javascript import ROOT, NodeProgram, build

from nexus.testing import TcpProxy, ValkeyServer, wait_until
from nexus.testing.servers.ports import claim_port, release_port

DEFINITIONS = """
applications:
  - name: shop
    fields: [{name: id, type: integer, required: true}, {name: email, type: string}, {name: total, type: float}]
    dedup: off
  - name: vault
    fields: [{name: id, type: integer, required: true}, {name: email, type: string}, {name: total, type: float}]
    encryption: true
connections:
  - {name: file, connector: sqlite, config: {path: shop.db}}
workflows:
  - name: orders
    mode: fan_out
    sources: [{application: shop}, {application: vault}]
    pipelines:
      - name: to-file
        destination: file
        operation: insert
        target: orders
        mappings: [{source: id, target: id, type: integer}]
"""
COUNT = 4000


class Shop:
    """A Nexus that takes a shop's orders, its API behind a proxy; a page of one origin may send."""

    def __init__(self, nexus: Installation, store: ValkeyServer, proxy: TcpProxy, page_port: int) -> None:
        self.nexus = nexus
        self.proxy = proxy
        self.page_port = page_port
        applied = nexus.apply(DEFINITIONS)
        self.key = applied["keys"]["shop"]
        self._vault = applied["keys"]["vault"], applied["master_secrets"]["vault"]
        self.api = nexus.start_api()
        self._store = store

    @property
    def environment(self) -> dict[str, str]:
        return {
            "NEXUS_URL": f"http://127.0.0.1:{self.proxy.port}",
            "NEXUS_KEY": self.key,
            "PAGE_PORT": str(self.page_port),
        }

    def sealing(self) -> dict[str, str]:
        """Return the environment of a sender whose application takes nothing but encrypted payloads."""
        key, secret = self._vault
        with self.nexus.metadata() as metadata:
            [workspace] = metadata.workspaces.list()
            ids = {one.name: one.id for one in metadata.repositories.applications.list(workspace.id)}
        encryption = {"applicationId": ids["vault"], "version": 1, "secret": secret}
        return self.environment | {"NEXUS_KEY": key, "ENCRYPTION": json.dumps(encryption)}

    def taken(self) -> list[int]:
        """Return the numbers of the orders that are in the stream, in its order."""
        with redis.Redis(host=self._store.host, port=self._store.port) as client:
            entries = client.xrange(f"nexus:workflow:{{{self.nexus.workflow_ids()['orders']}}}")
        return [json.loads(fields[b"p"])["id"] for _, fields in entries]


@pytest.fixture(scope="module")
def sdk() -> Path:
    return build()


@pytest.fixture
def shop(tmp_path: Path, store: ValkeyServer) -> Iterator[Shop]:
    page_port = claim_port()
    origins = {"NEXUS_CORS_INGRESS_ORIGINS": f"http://127.0.0.1:{page_port}"}
    with Installation(tmp_path, store.url(), origins) as nexus, TcpProxy(nexus.port) as proxy:
        yield Shop(nexus, store, proxy, page_port)
    release_port(page_port)


@contextmanager
def replies_being_cut(proxy: TcpProxy) -> Iterator[None]:
    """Lose a reply every now and then: the server has acted, the sender does not know."""
    ending = threading.Event()

    def cut() -> None:
        while not ending.wait(0.1):
            proxy.cut_replies_after(0)

    thread = threading.Thread(target=cut)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
        proxy.heal()


def acknowledged(program: NodeProgram) -> int:
    return max((int(line.split()[1]) for line in program.lines if line.startswith("acknowledged")), default=0)


@pytest.mark.parametrize(("way", "sealed"), [("batch", False), ("batch", True), ("buffer", False), ("buffer", True)])
def test_each_order_is_taken_once_though_the_server_restarts_and_replies_are_lost(sdk, shop, way, sealed):
    program = sdk / "test" / "e2e" / "campaign.mjs"
    environment = (shop.sealing() if sealed else shop.environment) | {"WAY": way, "COUNT": str(COUNT)}
    with NodeProgram(program, environment) as sender, replies_being_cut(shop.proxy):
        for part in (0.2, 0.5):
            wait_until(
                lambda part=part: acknowledged(sender) > part * COUNT or not sender.is_running,
                timeout_s=40,
                what=f"{part:.0%} to be acknowledged",
            )
            assert sender.is_running, sender.errors
            shop.api.restart_after_kill()
            shop.nexus.wait_until_ready(shop.api)
        sender.finish(60)

    assert shop.taken() == list(range(COUNT))


def test_orders_in_the_spool_of_a_sender_that_was_killed_are_sent_by_the_next_one(sdk, shop, tmp_path):
    program = sdk / "test" / "e2e" / "campaign.mjs"
    environment = shop.environment | {"WAY": "buffer", "SPOOL": str(tmp_path / "spool")}
    shop.proxy.refuse()
    with NodeProgram(program, environment) as sender:
        wait_until(lambda: acknowledged(sender) >= 180, timeout_s=20, what="the buffer to fill")
        promised = acknowledged(sender)
        sender.kill()
    shop.proxy.heal()
    with NodeProgram(program, environment | {"COUNT": "0"}) as successor:
        successor.finish(30)

    taken = shop.taken()
    assert taken[:promised] == list(range(promised))
    assert taken == list(range(len(taken)))


def test_a_page_of_another_origin_sends_seals_leaves_and_finds_its_spool_again(sdk, shop):
    with NodeProgram(sdk / "test" / "e2e" / "browser.mjs", shop.environment) as browser:
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


def test_the_example_of_a_web_page_runs(sdk, shop, tmp_path):
    folder = shutil.copytree(ROOT / "examples" / "browser-page", tmp_path / "browser-page")
    shutil.copy(sdk / "dist" / "browser.js", folder / "nexus-sdk.js")
    settings = {"url": shop.environment["NEXUS_URL"], "apiKey": shop.key}
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")

    with NodeProgram(sdk / "test" / "e2e" / "example-page.mjs", shop.environment | {"FOLDER": str(folder)}) as page:
        assert json.loads(page.finish(60)[-1]) == ["Sent.", "Sent."]

    assert shop.taken() == [41, 42]
