"""An agent that is cut off for a week, killed again and again, its disk filled once: all arrives once, in order.

``nox -s agent_campaign`` runs it at its whole size; beside the other tests it is small.
"""

import contextlib
import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import httpx
import pytest
from harness.agent import PlantAgent
from harness.shop import open_shop

from nexus.testing import wait_until

MESSAGES = int(os.environ.get("NEXUS_TEST_AGENT_MESSAGES", "6000"))
KILLS = int(os.environ.get("NEXUS_TEST_AGENT_KILLS", "4"))
SEED = int(os.environ.get("NEXUS_TEST_AGENT_SEED", "1"))
BATCH = 200
RESERVE = 4 * 1024 * 1024
DISK_MIB = 64 + MESSAGES // 2000
WEEK_MS = 7 * 24 * 60 * 60 * 1000

pytestmark = pytest.mark.timeout(120 + MESSAGES // 100)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of the agent's own, where the user may have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk to fill")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


class Sender(threading.Thread):
    """Sends numbered orders in batches, each under a key of its own, again and again until it is acknowledged."""

    def __init__(self, agent: PlantAgent, key: str) -> None:
        super().__init__(daemon=True)
        self.acknowledged = 0
        self.refused: list[int] = []
        self.held_at = MESSAGES
        self._agent = agent
        self._key = key

    def run(self) -> None:
        with httpx.Client(base_url=self._agent.url, headers={"X-API-Key": self._key}, timeout=10) as client:
            for first in range(0, MESSAGES, BATCH):
                while first >= self.held_at:
                    time.sleep(0.001)
                orders = [{"id": number, "email": "a@example.com"} for number in range(first, first + BATCH)]
                while not self._sent(client, orders, f"orders-{first}"):
                    time.sleep(0.02)
                self.acknowledged = first + BATCH

    def _sent(self, client: httpx.Client, orders: list[dict], key: str) -> bool:
        try:
            answer = client.post("/ingress", json=orders, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return False
        if not answer.is_success:
            self.refused.append(answer.status_code)
        return answer.is_success


def test_a_week_without_the_centre_loses_nothing(disk, tmp_path_factory):
    random = Random(SEED)
    print(f"seed {SEED}: NEXUS_TEST_AGENT_SEED={SEED}")  # noqa: T201 — to run it again
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        folder = disk / "agent"
        settings = {"NEXUS_AGENT_QUEUE_RESERVE_BYTES": str(RESERVE)}
        with PlantAgent(shop.nexus, folder, ("shop",), centre_port=shop.proxy.port, settings=settings) as agent:
            wait_until(lambda: agent.health()["sync"]["state"] == "ok", what="the first sync")
            shop.proxy.refuse()
            shop.proxy.cut()
            sender = Sender(agent, shop.key)
            points = [MESSAGES * (number + random.random()) / (KILLS + 1) for number in range(KILLS)]
            fills = KILLS // 2
            sender.held_at = points[fills]  # else it might be done before the disk is full
            sender.start()
            for number, after in enumerate(points):
                wait_until(lambda after=after: sender.acknowledged >= after, timeout_s=600, what="some orders")
                with full(disk) if number == fills else contextlib.nullcontext():
                    if number == fills:
                        sender.held_at = MESSAGES
                    agent.restart_after_kill()
                    if number == fills:
                        wait_until(lambda: 507 in sender.refused, timeout_s=60, what="a refusal for want of room")
            sender.join(600)
            assert sender.acknowledged == MESSAGES
            a_week_passes(agent, folder)
            shop.proxy.heal()
            agent.drained(600)

        assert shop.taken() == list(range(MESSAGES))


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    """Leave less room on the disk than the agent is told to leave free."""
    with (disk / "full").open("wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 65536)
        file.truncate(max(0, file.tell() - RESERVE // 2))
    yield
    (disk / "full").unlink()


def a_week_passes(agent: PlantAgent, folder: Path) -> None:
    """Make everything in the queue a week older, with the agent stopped meanwhile: what a clock would do to it."""
    agent.process.kill()
    with closing(sqlite3.connect(folder / "queue.db")) as queue, queue:
        queue.execute("UPDATE messages SET at = at - ?", (WEEK_MS,))
        queue.execute("UPDATE known SET at = at - ?", (WEEK_MS + 1,))
    agent.process.start()
    agent.wait_until_ready()
