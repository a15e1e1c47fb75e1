"""An endpoint that takes webhooks, and a sender that keeps each until it was taken, as the suites see them."""

import json
import queue
import socket
import threading
import time
from decimal import Decimal
from uuid import uuid4

import httpx
from attrs import evolve

from nexus import WriteTarget
from nexus.config import Secret
from nexus.testing import Answer, SinkBench, SourceBench
from nexus_webhook.config import Endpoint, ListenerConfig, WebhookConfig
from nexus_webhook.signature import key_of, sign

NOTHING_KEPT = httpx.Limits(max_keepalive_connections=0)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class EndpointBench(SinkBench):
    """Takes webhooks that are signed with its secret; each target is known by the type of its webhooks."""

    def __init__(self, server):
        self.server = server
        self.port = server.port
        self.config = WebhookConfig(url=server.url("/hooks"), secret=Secret(SECRET), timeout=2.0)
        self.taken = []
        server.handler = self.handle

    def handle(self, request):
        if request.method == "OPTIONS":
            return Answer(204)
        given = request.headers["webhook-signature"].split(" ")
        own_id, when = request.headers["webhook-id"], int(request.headers["webhook-timestamp"])
        if sign(key_of(SECRET), own_id, when, request.body) not in given:
            return Answer(401)
        body = json.loads(request.body, parse_float=str)
        if isinstance(body["data"].get("qty"), int) and body["data"]["qty"] < 0:
            return Answer(422, "qty must not be negative")
        self.taken.append((body["type"], own_id, body["data"]))
        return Answer(204)

    def target(self, operation, fields, *, ledger=False):
        return WriteTarget(uuid4().hex, operation, columns=fields, options={"type": f"t{uuid4().hex[:8]}"})

    def stored(self, target):
        return [row for kind, _, row in list(self.taken) if kind == target.options["type"]]

    def keys(self, target):
        return [(row["id"], own_id) for kind, own_id, row in list(self.taken) if kind == target.options["type"]]

    def bad_row(self, target, index):
        return {"id": index, "name": "bad", "qty": -1}

    def restore(self, kind, stored):
        exact = {"decimal": Decimal, "float": float}.get(kind)
        return super().restore(kind, exact(stored) if exact and stored is not None else stored)

    def wrong_credentials(self):
        return evolve(self.config, secret=Secret("another-secret-of-this-check"))

    def through(self, host, port):
        return evolve(self.config, url=f"http://{host}:{port}/hooks")


class SenderBench(SourceBench):
    """Sends one webhook after the other, each again until it is taken."""

    def __init__(self):
        self.config = ListenerConfig(
            port=free_port(), endpoints=(Endpoint(name="orders", path="/hooks/orders", secret=Secret(SECRET)),)
        )
        self._waiting = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def send(self, payloads):
        for payload in payloads:
            self._waiting.put((f"msg_{uuid4().hex}", payload))

    def send_bad(self):
        self.send([b'{"n": '])

    def close(self):
        self._closed.set()
        self._waiting.put(None)
        self._thread.join()

    def _send_all(self):
        with httpx.Client(base_url=f"http://127.0.0.1:{self.config.port}", timeout=60, limits=NOTHING_KEPT) as client:
            while (item := self._waiting.get()) is not None:
                while not self._closed.is_set() and not self._sent(client, *item):
                    time.sleep(0.02)

    def _sent(self, client, own_id, body):
        now = int(time.time())
        headers = {
            "webhook-id": own_id,
            "webhook-timestamp": str(now),
            "webhook-signature": sign(key_of(SECRET), own_id, now, body),
        }
        try:
            return client.post("/hooks/orders", content=body, headers=headers).status_code == 202
        except httpx.HTTPError:
            return False
