"""The connection test names what is wrong, and warns of a broker that would lose messages."""

from nexus.testing import LocalContext
from nexus_mqtt.check import check


async def found(config):
    return {one.name: one for one in await check(config, LocalContext())}


async def test_every_subscription_is_tried_and_limits_are_told_of(make_config, topic):
    names = [{"name": "a", "topic": f"{topic}/a"}, {"name": "b", "topic": f"{topic}/b/#", "qos": 0}]
    checks = await found(make_config(subscriptions=names))

    assert all(one.ok for one in checks.values())
    assert list(checks) == [
        "address",
        "connection",
        "subscription a",
        "subscription b",
        "session",
        "broker limits",
        "encryption",
    ]
    assert checks["subscription a"].message == f"{topic}/a with QoS 1"
    assert "max_queued_messages" in checks["broker limits"].remedy
    assert "tls.enabled" in checks["encryption"].remedy


async def test_the_session_of_a_running_source_is_left_alone(make_config, receiving):
    config = make_config()
    async with receiving(config) as got:
        await found(config)
        assert not got.running.done()


async def test_a_broker_that_speaks_no_mqtt_5_or_nothing_at_all_is_named(make_config, http_server):
    checks = await found(make_config(port=http_server.port))

    assert not checks["connection"].ok
    assert "version" in checks["connection"].remedy


async def test_a_broker_that_forgets_sessions_sooner_is_told_of(make_config, monkeypatch):
    from nexus_mqtt import check as module

    class Forgetful(module.Link):
        async def connect(self):
            await super().connect()
            self.welcome.session_expiry = 60  # as brokers with a bound answer; mosquitto has none to set

    monkeypatch.setattr(module, "Link", Forgetful)
    session = (await found(make_config()))["session"]

    assert not session.ok
    assert "60 s after a receiver left" in session.message
    assert "session_expiry" in session.remedy
