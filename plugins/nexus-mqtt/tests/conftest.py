"""Brokers, publishers and listeners of the tests' own."""

import asyncio
import json
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from nexus import SourceMessage, WriteTarget
from nexus.config import Secret, structure
from nexus.testing import CertificateAuthority, LocalSourceContext, MosquittoServer, eventually, restore, wait_until
from nexus_mqtt.config import MqttConfig
from nexus_mqtt.source import open_source

USER, PASSWORD = "nexus", "password-of-the-tests"
VERSIONS = {"3.1.1": MQTTProtocolVersion.MQTTv311, "5": MQTTProtocolVersion.MQTTv5}


@contextmanager
def client_of(broker, version: str = "5", **options: Any) -> Iterator[Client]:
    """A client with a thread of its own, past the connector."""
    client = Client(CallbackAPIVersion.VERSION2, protocol=VERSIONS[version], **options)
    client.username_pw_set(USER, PASSWORD)
    client.max_inflight_messages_set(100)
    connected = threading.Event()
    client.on_connect = lambda *_: connected.set()
    client.connect(broker.host, broker.port)
    client.loop_start()
    assert connected.wait(10)
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


class Publisher:
    """Publishes past the connector, and returns when the broker has acknowledged."""

    def __init__(self, broker, version: str = "5") -> None:
        self._broker = broker
        self._version = version

    def __call__(self, topic: str, *payloads: Any, qos: int = 1, retain: bool = False, **properties: str) -> None:
        with client_of(self._broker, self._version) as client:
            sent = [self._send(client, topic, one, qos, retain, properties) for one in payloads]
            for one in sent:
                one.wait_for_publish(10)

    @staticmethod
    def _send(client, topic, payload, qos, retain, user):
        properties = None
        if user:
            properties = Properties(PacketTypes.PUBLISH)
            properties.UserProperty = list(user.items())
        raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return client.publish(topic, raw, qos, retain, properties)


class Listener:
    """What was published below a topic, as a subscriber past the connector sees it."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    def of(self, topic: str) -> list[Any]:
        return [one for one in self.messages if one.topic == topic]

    def rows(self, topic: str) -> list[Any]:
        return [json.loads(one.payload) for one in self.of(topic)]


@contextmanager
def listening(broker, topic: str) -> Iterator[Listener]:
    """Listen below ``topic``."""
    heard = Listener()
    with client_of(broker) as client:
        subscribed = threading.Event()
        client.on_subscribe = lambda *_: subscribed.set()
        client.on_message = lambda _client, _data, message: heard.messages.append(message)
        client.subscribe(f"{topic}/#", qos=1)
        assert subscribed.wait(10)
        yield heard


@pytest.fixture(scope="session")
def authority() -> CertificateAuthority:
    return CertificateAuthority()


@pytest.fixture(scope="session")
def broker(authority) -> Iterator[MosquittoServer]:
    """A broker that asks who one is; no test that uses it kills it."""
    with MosquittoServer(authority=authority, websockets=True, accounts={USER: PASSWORD}, durable=False) as server:
        yield server


@pytest.fixture
def topic() -> str:
    """A topic that no other test uses."""
    return f"test/{uuid.uuid4().hex[:12]}"


@pytest.fixture
def publish(broker) -> Publisher:
    return Publisher(broker)


@pytest.fixture
def publisher() -> type[Publisher]:
    return Publisher


@pytest.fixture
def listen() -> Callable[..., Any]:
    """``with listen(broker, topic) as listener``: a subscriber past the connector."""
    return listening


@pytest.fixture
def make_config(broker, topic) -> Callable[..., MqttConfig]:
    """``make_config(subscriptions=…)``: the broker, with one subscription to all below `topic` if none is given."""

    def make(**settings: Any) -> MqttConfig:
        plain = {
            "host": broker.host,
            "port": broker.port,
            "username": USER,
            "password": PASSWORD,
            "client_id": f"client-{topic[5:]}",
            "timeout": 3.0,
            "keep_alive": 5,
            "subscriptions": [{"name": "all", "topic": f"{topic}/#"}],
            **settings,
        }
        return structure(MqttConfig, plain)

    return make


class Receiving:
    """A source that runs, and what it has handed over."""

    def __init__(self, config: MqttConfig, identity: str) -> None:
        self.context = LocalSourceContext([one.name for one in config.subscriptions], identity)
        self.messages: list[SourceMessage] = []
        self.open = asyncio.Event()
        self.open.set()
        self.batches: list[int] = []

    async def emit(self, messages) -> None:
        await self.open.wait()
        self.batches.append(len(messages))
        self.messages += messages

    @property
    def payloads(self) -> list[Any]:
        return [json.loads(one.payload) for one in self.messages if not one.error]


@pytest.fixture
def receiving() -> Callable[..., Any]:
    """``async with receiving(config) as got``: a source that is connected and has subscribed."""

    @asynccontextmanager
    async def run(
        config: MqttConfig, *, wanted: Any = None, identity: str = "id-0", got: Any = None
    ) -> AsyncIterator[Receiving]:
        got = got or Receiving(config, identity)
        got.context.is_connected = False
        if wanted is not None:
            got.context.subscriptions = wanted
        running = asyncio.create_task(open_source(config, got.context).run(got.emit))
        try:
            await eventually(lambda: got.context.is_connected or running.done())
            if running.done():
                running.result()
            got.running = running
            yield got
        finally:
            running.cancel()
            await asyncio.wait([running])

    return run


class MqttBench:
    """The broker, for the conformance suites."""

    ordered = True

    def __init__(self, broker: MosquittoServer, topic: str, config: MqttConfig, heard: Listener) -> None:
        self.config = config
        self.port = broker.port
        self._broker = broker
        self._topic = topic
        self._heard = heard
        self._targets = self._markers = 0

    def wrong_credentials(self) -> MqttConfig:
        return evolve(self.config, password=Secret("wrong-password-9"))

    def through(self, host: str, port: int) -> MqttConfig:
        return evolve(self.config, host=host, port=port)

    # As a source.

    def ready(self) -> None:
        """A source says that it is connected once its subscriptions are confirmed."""

    def send(self, payloads) -> None:
        Publisher(self._broker)(f"{self._topic}/in", *payloads)

    def send_bad(self) -> None:
        self.send([b"\xff no JSON"])

    # As a sink.

    def target(self, operation: str, fields, *, ledger: bool = False) -> WriteTarget:
        self._targets += 1
        place = f"{self._topic}/out{self._targets}/{{id}}"
        return WriteTarget("pipeline", operation, place, columns=fields, ledger=ledger)

    def stored(self, target: WriteTarget):
        self._caught_up()
        place = target.target.partition("{")[0]
        found = [one.payload for one in list(self._heard.messages) if one.topic.startswith(place)]
        return [json.loads(payload, parse_float=Decimal) for payload in found]

    def _caught_up(self) -> None:
        """What the broker has acknowledged before this has reached the listener after it: it keeps the order."""
        self._markers += 1
        marker = f"{self._topic}/marker/{self._markers}"
        Publisher(self._broker)(marker, self._markers)
        wait_until(lambda: self._heard.of(marker), what="the listener to catch up")

    def bad_row(self, target: WriteTarget, index: int):
        return {"id": f"{index}/x", "name": "two levels", "qty": index}

    def seed(self, target, rows) -> None:
        raise NotImplementedError

    def drift(self, target) -> None:
        raise NotImplementedError

    def keys(self, target):
        raise NotImplementedError

    def restore(self, kind: str, stored: Any) -> Any:
        return float(stored) if kind == "float" and stored is not None else restore(kind, stored)

    def close(self) -> None:
        """Nothing was taken."""


@pytest.fixture
def bench(broker, topic, make_config) -> Iterator[MqttBench]:
    with listening(broker, topic) as heard:
        yield MqttBench(broker, topic, make_config(), heard)
