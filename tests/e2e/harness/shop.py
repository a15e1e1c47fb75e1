"""A shop whose orders SDKs send to a real Nexus, over a network that loses replies."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import redis

from harness.installation import Installation
from harness.programs import SenderProgram
from nexus.testing import TcpProxy, ValkeyServer, wait_until

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


class Shop:
    """A Nexus that takes a shop's orders, its API behind a proxy."""

    def __init__(self, nexus: Installation, store: ValkeyServer, proxy: TcpProxy) -> None:
        self.nexus = nexus
        self.proxy = proxy
        applied = nexus.apply(DEFINITIONS)
        self.key = applied["keys"]["shop"]
        self._vault = applied["keys"]["vault"], applied["master_secrets"]["vault"]
        self.api = nexus.start_api()
        self._store = store

    @property
    def environment(self) -> dict[str, str]:
        """What a sender has to know."""
        return {"NEXUS_URL": f"http://127.0.0.1:{self.proxy.port}", "NEXUS_KEY": self.key}

    def sealing(self) -> dict[str, str]:
        """Return the environment of a sender whose application takes nothing but encrypted payloads."""
        key, secret = self._vault
        with self.nexus.metadata() as metadata:
            [workspace] = metadata.workspaces.list()
            ids = {one.name: one.id for one in metadata.repositories.applications.list(workspace.id)}
        encryption = {"applicationId": ids["vault"], "version": 1, "secret": secret}
        return self.environment | {"NEXUS_KEY": key, "ENCRYPTION": json.dumps(encryption)}

    @property
    def _stream(self) -> str:
        return f"nexus:workflow:{{{self.nexus.workflow_ids()['orders']}}}"

    def forget(self) -> None:
        """Empty the stream for the next test; resends of what was in it are still recognised."""
        with redis.Redis(host=self._store.host, port=self._store.port) as client:
            client.xtrim(self._stream, maxlen=0)

    def taken(self) -> list[int]:
        """Return the numbers of the orders that are in the stream, in its order."""
        with redis.Redis(host=self._store.host, port=self._store.port) as client:
            entries = client.xrange(self._stream)
        return [json.loads(fields[b"p"])["id"] for _, fields in entries]

    def restart_while_sending(self, sender: SenderProgram, count: int) -> None:
        """Kill the API twice while a sender is at work on so many orders, and start it again."""
        for part in (0.2, 0.5):
            wait_until(
                lambda part=part: sender.acknowledged > part * count or not sender.is_running,
                timeout_s=40,
                what=f"{part:.0%} to be acknowledged",
            )
            assert sender.is_running, sender.errors
            self.api.restart_after_kill()
            self.nexus.wait_until_ready(self.api)


@contextmanager
def open_shop(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Shop]:
    """A shop with a durable stream store of its own, for the tests of one module."""
    with (
        ValkeyServer(durable=True) as store,
        Installation(folder, store.url(), settings) as nexus,
        TcpProxy(nexus.port) as proxy,
    ):
        yield Shop(nexus, store, proxy)


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
