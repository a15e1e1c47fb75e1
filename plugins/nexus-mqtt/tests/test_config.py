"""Settings that cannot work are refused with their place."""

import pytest

from nexus import InvalidInput
from nexus.config import structure
from nexus_mqtt.config import MqttConfig


def config(**settings):
    return structure(MqttConfig, {"host": "broker.example", **settings})


def subscription(name="a", topic="a", **settings):
    return {"name": name, "topic": topic, **settings}


@pytest.mark.parametrize(
    ("settings", "port"),
    [
        ({}, 1883),
        ({"tls": {"enabled": True}}, 8883),
        ({"transport": "websockets"}, 80),
        ({"transport": "websockets", "tls": {"enabled": True}}, 443),
        ({"port": 1234}, 1234),
    ],
)
def test_the_port_follows_from_transport_and_tls(settings, port):
    assert config(**settings).real_port == port


@pytest.mark.parametrize(
    ("settings", "topic"),
    [
        ({}, "a/+"),
        ({"instances": 2}, "$share/nexus/a/+"),
        ({"share": "mine"}, "$share/mine/a/+"),
        ({"share": "mine", "instances": 2}, "$share/mine/a/+"),
    ],
)
def test_several_instances_share_their_subscriptions(settings, topic):
    made = config(subscriptions=[subscription(topic="a/+")], **settings)
    assert made.filter_of(made.subscriptions[0]) == topic


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"subscriptions": [subscription(topic="a/#/b")]}, "# stands alone and at the end"),
        ({"subscriptions": [subscription(qos=2)]}, "qos"),
        ({"subscriptions": [subscription(), subscription(topic="b")]}, "'a' stands there twice"),
        ({"subscriptions": [subscription(topic="a/#"), subscription("b", "a/b")]}, "overlap"),
        ({"subscriptions": [subscription(csv={"columns": ["a", "a"]})]}, "a name of its own"),
        ({"subscriptions": [subscription(message_id_property="id")], "version": "3.1.1"}, "needs MQTT 5"),
        ({"password": "x", "version": "3.1.1"}, "no password without a user name"),
        ({"tls": {"ca": "x"}}, "TLS is off"),
        ({"tls": {"enabled": True, "client_certificate": "x"}}, "give both or none"),
        ({"port": 0}, "port"),
        ({"version": "4"}, "version"),
        ({"hst": "x"}, "hst"),
    ],
)
def test_what_cannot_work_is_refused(settings, told):
    with pytest.raises(InvalidInput, match=told.replace("$", r"\$")):
        config(**settings)
