"""A broker of other make, amqtt (MQTT 3.1.1): received from, published to, refusing what it does not permit.

It says that it keeps a session, and queues nothing for it while nobody is connected: that is left to mosquitto.
"""

import asyncio
import socket
import sys
from pathlib import Path

import pytest
import yaml

from nexus import Batch, Unavailable, WriteTarget
from nexus.testing import LocalContext, ServerProcess, eventually
from nexus_mqtt.check import check
from nexus_mqtt.sink import open_sink


class AmqttServer(ServerProcess):
    """amqtt, as it comes."""

    name = "amqtt"

    def command(self):
        permitted = {"anonymous": ["test/#"], "nexus": ["test/#"]}
        plugins = {
            "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True},
            "amqtt.plugins.topic_checking.TopicAccessControlListPlugin": {
                "acl": permitted,
                "publish_acl": permitted,
            },
        }
        listeners = {"default": {"type": "tcp", "bind": f"{self.host}:{self.port}"}}
        file = self.folder / "amqtt.yaml"
        file.write_text(yaml.safe_dump({"listeners": listeners, "plugins": plugins}))
        return [str(Path(sys.executable).parent / "amqtt"), "-c", str(file)]

    def is_ready(self):
        try:
            with socket.create_connection((self.host, self.port), timeout=2):
                return True
        except OSError:
            return False


@pytest.fixture(scope="module")
def broker():
    with AmqttServer() as server:
        yield server


@pytest.fixture
def config(make_config):
    return make_config(version="3.1.1", username=None, password=None)


@pytest.fixture
def publish_old(publisher, broker):
    return publisher(broker, "3.1.1")


async def test_it_is_received_from(config, receiving, publish_old, topic):
    async with receiving(config) as got:
        for number in range(3):  # amqtt drops what it has not handed on when the publisher leaves
            await asyncio.to_thread(publish_old, f"{topic}/a", {"n": number})
            await eventually(lambda: len(got.messages) > number)  # noqa: B023 — awaited in this turn

    assert got.payloads == [{"n": n} for n in range(3)]


async def test_it_is_published_to(config, receiving, topic):
    context = LocalContext()
    async with receiving(config) as got:
        sink = open_sink(config, WriteTarget("p", "publish", f"{topic}/out"), context)
        await sink.write(Batch([{"n": n} for n in range(50)], [str(n) for n in range(50)]))
        await eventually(lambda: len(got.messages) >= 50)
    for closing in context.released():
        await closing()

    assert got.payloads == [{"n": n} for n in range(50)]


async def test_its_connection_test_is_in_order_and_mqtt_5_is_refused_by_name(config, make_config):
    assert all(one.ok for one in await check(config, LocalContext()))

    newer = make_config(username=None, password=None)
    failed = [one for one in await check(newer, LocalContext()) if not one.ok]
    assert "version" in failed[0].remedy


async def test_a_subscription_that_it_refuses_is_named(make_config, receiving):
    subscriptions = [{"name": "mine", "topic": "test/mine"}, {"name": "other", "topic": "forbidden"}]
    config = make_config(version="3.1.1", username=None, password=None, subscriptions=subscriptions)

    checks = {one.name: one for one in await check(config, LocalContext())}
    with pytest.raises(Unavailable, match="refuses the subscription 'other'"):
        async with receiving(config):
            pass

    assert checks["subscription mine"].ok
    assert not checks["subscription other"].ok
    assert "refuses the subscription to forbidden" in checks["subscription other"].message
