"""What a source hands over, and what it makes of subscriptions, sessions and retained messages."""

import asyncio
import json
import logging

import pytest

from nexus import ConfigurationError, Unavailable
from nexus.testing import eventually


async def arrived(got, count):
    await eventually(lambda: len(got.messages) >= count)
    return got.messages


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_topic_levels_and_flags_are_reached_in_mappings(make_config, receiving, publish, topic, version):
    async with receiving(make_config(version=version)) as got:
        await asyncio.to_thread(publish, f"{topic}/line/7", {"n": 1})
        [message] = await arrived(got, 1)

    assert json.loads(message.payload) == {"n": 1}
    assert message.subscription == "all"
    levels = [*topic.split("/"), "line", "7"]
    assert dict(message.metadata) == {"topic": f"{topic}/line/7", "levels": levels, "qos": 1, "retained": False}


async def test_user_properties_come_along_and_may_carry_the_message_id(make_config, receiving, publish, topic):
    subscription = {"name": "all", "topic": f"{topic}/#", "message_id_property": "id"}
    async with receiving(make_config(subscriptions=[subscription])) as got:
        await asyncio.to_thread(publish, f"{topic}/a", {"n": 1}, id="m-1", site="north")
        [message] = await arrived(got, 1)

    assert message.message_id == "m-1"
    assert message.metadata["properties"] == {"id": "m-1", "site": "north"}


async def test_each_subscription_reads_its_own_format(make_config, receiving, publish, topic):
    subscriptions = [
        {"name": "text", "topic": f"{topic}/text", "format": "raw"},
        {"name": "table", "topic": f"{topic}/table/+", "format": "csv"},
        {"name": "bytes", "topic": f"{topic}/bytes/#", "format": "base64"},
    ]
    async with receiving(make_config(subscriptions=subscriptions)) as got:
        await asyncio.to_thread(publish, f"{topic}/text", "höher".encode())
        await asyncio.to_thread(publish, f"{topic}/table/1", b"id,name\n1,a\n2,b\n")
        await asyncio.to_thread(publish, f"{topic}/bytes/x/y", b"\x00\xff")
        await asyncio.to_thread(publish, f"{topic}/text", b"\xff")
        found = await arrived(got, 5)

    assert [(one.subscription, one.payload.decode()) for one in found[:4]] == [
        ("text", '"höher"'),
        ("table", '{"id":"1","name":"a"}'),
        ("table", '{"id":"2","name":"b"}'),
        ("bytes", '"AP8="'),
    ]
    assert found[4].payload == b"\xff"
    assert "no UTF-8 text" in found[4].error


async def test_rows_of_one_payload_have_ids_of_their_own(make_config, receiving, publish, topic):
    subscription = {"name": "all", "topic": f"{topic}/#", "format": "csv", "message_id_property": "id"}
    async with receiving(make_config(subscriptions=[subscription])) as got:
        await asyncio.to_thread(publish, f"{topic}/a", b"n\n1\n2\n", id="m")
        found = await arrived(got, 2)

    assert [one.message_id for one in found] == ["m/1", "m/2"]


async def test_messages_that_arrive_together_are_handed_over_together(make_config, receiving, publish, topic):
    config = make_config()
    async with receiving(config):
        pass
    await asyncio.to_thread(publish, f"{topic}/a", *({"n": n} for n in range(300)))

    async with receiving(config) as got:
        await arrived(got, 300)

    assert got.payloads == [{"n": n} for n in range(300)]
    assert len(got.batches) < 30


async def test_retained_messages_come_once_for_a_subscription_that_stays(make_config, receiving, publish, topic):
    await asyncio.to_thread(publish, f"{topic}/state", {"n": 1}, retain=True)
    config = make_config()
    async with receiving(config) as got:
        [message] = await arrived(got, 1)
        assert message.metadata["retained"]
    async with receiving(config) as again:
        await asyncio.to_thread(publish, f"{topic}/state", {"n": 2})
        await arrived(again, 1)

    assert again.payloads == [{"n": 2}]


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_retained_messages_can_be_left_out(make_config, receiving, publish, topic, version):
    await asyncio.to_thread(publish, f"{topic}/state", {"n": 1}, retain=True)
    subscription = {"name": "all", "topic": f"{topic}/#", "retained": False}
    async with receiving(make_config(subscriptions=[subscription], version=version)) as got:
        await asyncio.to_thread(publish, f"{topic}/state", {"n": 2})
        await arrived(got, 1)

    assert got.payloads == [{"n": 2}]


async def test_what_no_workflow_takes_is_not_received(make_config, receiving, publish, topic):
    subscriptions = [{"name": "a", "topic": f"{topic}/a"}, {"name": "b", "topic": f"{topic}/b"}]
    config = make_config(subscriptions=subscriptions)
    async with receiving(config, wanted={"a", "b"}):
        pass
    async with receiving(config, wanted={"b"}) as got:
        await asyncio.to_thread(publish, f"{topic}/a", {"n": 1})
        await asyncio.to_thread(publish, f"{topic}/b", {"n": 2})
        await arrived(got, 1)

    assert got.payloads == [{"n": 2}]


async def test_a_subscription_that_is_gone_is_told_of_once_and_holds_up_nothing(
    make_config, receiving, publish, topic, caplog
):
    both = [{"name": "a", "topic": f"{topic}/a"}, {"name": "b", "topic": f"{topic}/b"}]
    async with receiving(make_config(subscriptions=both)):
        pass
    with caplog.at_level(logging.WARNING):
        async with receiving(make_config(subscriptions=both[1:])) as got:
            await asyncio.to_thread(publish, f"{topic}/a", {"n": 1}, {"n": 2})
            await asyncio.to_thread(publish, f"{topic}/b", {"n": 3})
            await arrived(got, 1)

    assert got.payloads == [{"n": 3}]
    assert caplog.text.count("are left out") == 1


async def test_instances_share_their_subscriptions(make_config, receiving, publish, topic):
    config = make_config(instances=2, client_id=None)
    async with receiving(config, identity=f"{topic}-0") as one, receiving(config, identity=f"{topic}-1") as two:
        await asyncio.to_thread(publish, f"{topic}/a", *({"n": n} for n in range(100)))
        await eventually(lambda: len(one.messages) + len(two.messages) >= 100)

    assert sorted(each["n"] for each in one.payloads + two.payloads) == list(range(100))
    assert one.messages
    assert two.messages


async def test_of_two_with_one_client_id_the_first_is_cut_off(make_config, receiving):
    config = make_config()
    async with receiving(config) as first, receiving(config):
        with pytest.raises(Unavailable, match=r"lost|another client"):
            await asyncio.wait_for(asyncio.shield(first.running), 10)


async def test_with_qos_0_nothing_is_acknowledged(make_config, receiving, publish, topic):
    subscription = {"name": "all", "topic": f"{topic}/#", "qos": 0}
    async with receiving(make_config(subscriptions=[subscription])) as got:
        await asyncio.to_thread(publish, f"{topic}/a", {"n": 1}, qos=0)
        [message] = await arrived(got, 1)

    assert message.metadata["qos"] == 0


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_over_websocket(broker, make_config, receiving, publish, topic, version):
    config = make_config(transport="websockets", port=broker.websocket_port, version=version)
    async with receiving(config) as got:
        await asyncio.to_thread(publish, f"{topic}/a", *({"n": n, "text": "x" * 70_000} for n in range(5)))
        await arrived(got, 5)

    assert [one["n"] for one in got.payloads] == list(range(5))


def tls(authority, **more):
    mine = authority.issue("nexus", client=True)
    certificates = {"ca": authority.certificate, "client_certificate": mine.certificate, "client_key": mine.key}
    return {"enabled": True, **certificates, **more}


@pytest.mark.parametrize("version", ["5", "3.1.1"])
async def test_with_tls_and_a_client_certificate(broker, authority, make_config, receiving, publish, topic, version):
    config = make_config(port=broker.tls_port, version=version, tls=tls(authority))
    async with receiving(config) as got:
        await asyncio.to_thread(publish, f"{topic}/a", *({"n": n, "text": "x" * 50_000} for n in range(20)))
        await arrived(got, 20)

    assert [one["n"] for one in got.payloads] == list(range(20))


async def test_a_broker_of_an_unknown_authority_is_not_trusted(broker, authority, make_config, receiving):
    config = make_config(port=broker.tls_port, tls=tls(authority, ca=None))
    with pytest.raises(ConfigurationError, match="the certificate is not trusted"):
        async with receiving(config):
            pass


async def test_without_the_client_certificate_that_a_broker_asks_for_it_is_unavailable(
    broker, authority, make_config, receiving
):
    config = make_config(port=broker.tls_port, tls={"enabled": True, "ca": authority.certificate})
    with pytest.raises(Unavailable):
        async with receiving(config):
            pass


async def test_a_source_without_subscriptions_says_so(make_config, receiving):
    with pytest.raises(ConfigurationError, match="no subscriptions"):
        async with receiving(make_config(subscriptions=[])):
            pass
