"""What is published, and what becomes of rows that cannot be."""

import json

import pytest

from nexus import Batch, ConfigurationError, Rejected, WriteTarget
from nexus.config import structure
from nexus.testing import LocalContext, eventually
from nexus_mqtt.config import MqttOptions
from nexus_mqtt.publishing import Publications
from nexus_mqtt.sink import open_sink


@pytest.fixture
async def write(make_config):
    """``await write(target, rows…, options…)``."""
    context = LocalContext()

    async def go(target, *rows, config=None, **options):
        sink = open_sink(config or make_config(), WriteTarget("p", "publish", target, options=options), context)
        await sink.write(Batch(list(rows), [f"m{n}" for n in range(len(rows))]))

    yield go
    for closing in context.released():
        await closing()


@pytest.fixture
def heard(broker, topic, listen):
    with listen(broker, topic) as listener:
        yield listener


@pytest.mark.parametrize("version", ["5", "3.1.1"])
@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_rows_are_published_as_json_to_the_topic_that_they_name(make_config, write, heard, topic, qos, version):
    config = make_config(version=version)
    await write(f"{topic}/{{line}}/x", {"line": "a", "n": 1}, {"line": "b", "n": 2}, qos=qos, config=config)

    await eventually(lambda: len(heard.messages) == 2)
    assert heard.rows(f"{topic}/a/x") == [{"line": "a", "n": 1}]
    assert heard.rows(f"{topic}/b/x") == [{"line": "b", "n": 2}]


async def test_topic_fields_may_be_left_out_of_the_payload(write, heard, topic):
    await write(f"{topic}/{{line}}", {"line": "a", "n": 1}, omit_topic_fields=True)

    await eventually(lambda: heard.messages)
    assert heard.rows(f"{topic}/a") == [{"n": 1}]


async def test_properties_expiry_and_content_type_go_along(write, heard, topic):
    options = {"properties": {"id": "{message.id}", "n": "{n}"}, "content_type": "text/x", "expiry": 60}
    await write(f"{topic}/a", {"n": 1, "text": "höher"}, payload="text", **options)

    await eventually(lambda: heard.messages)
    [message] = heard.messages
    assert message.payload.decode() == "höher"
    assert message.properties.UserProperty == [("id", "m0"), ("n", "1")]
    assert message.properties.ContentType == "text/x"
    assert 0 < message.properties.MessageExpiryInterval <= 60


async def test_the_broker_keeps_what_is_to_be_retained(broker, write, listen, topic):
    await write(f"{topic}/state", {"n": 1}, retain=True)

    with listen(broker, topic) as late:
        await eventually(lambda: late.messages)
        assert late.messages[0].retain


async def test_rows_that_cannot_be_published_are_refused_and_the_others_are(write, heard, topic):
    rows = [{"line": "a/b"}, {"line": "c"}, {}, {"line": None}, {"line": "d", "x": object()}]
    with pytest.raises(Rejected) as raised:
        await write(f"{topic}/{{line}}", *rows)

    assert set(raised.value.reasons) == {0, 2, 3, 4}
    assert "cannot stand in a topic" in raised.value.reasons[0]
    await eventually(lambda: heard.messages)
    assert heard.rows(f"{topic}/c") == [{"line": "c"}]


@pytest.mark.parametrize(
    ("target", "options", "version", "told"),
    [
        ("", {}, "5", "no topic is named"),
        ("a/#", {}, "5", "has \\+ or #"),
        ("a/{b", {}, "5", "a brace without its other"),
        ("a", {"properties": {"a": "b"}}, "3.1.1", "need MQTT 5"),
        ("a", {"qos": 3}, "5", "qos"),
    ],
)
def test_a_pipeline_that_cannot_work_is_refused_when_it_is_opened(make_config, target, options, version, told):
    with pytest.raises(ConfigurationError, match=told):
        open_sink(make_config(version=version), WriteTarget("p", "publish", target, options=options), LocalContext())


def test_braces_themselves_can_be_written(make_config):
    options = structure(MqttOptions, {"properties": {"a": "{{{n}}}"}})
    made = Publications(make_config(), WriteTarget("p", "publish", "t"), options).of({"n": 1}, "m")

    assert made.properties.UserProperty == [("a", "{1}")]
    assert json.loads(made.payload) == {"n": 1}
