"""What a source emits is in every workflow that takes it before emit returns; what cannot be taken is a dead letter."""

import asyncio
import json

from nexus.errors import ConfigurationError, Unavailable
from nexus.testing import eventually


async def test_messages_enter_every_workflow_that_names_the_source_and_are_then_acknowledged(world):
    await world.apply(
        connections=[world.feed("a")],
        workflows=[world.taking("one", "a"), world.taking("two", "a"), world.taking("none")],
    )
    upstream = world.upstreams["a"]

    async with world.receiver():
        upstream.send({"n": 1}, {"n": 2}, metadata={"topic": "t/1"})
        await eventually(lambda: len(upstream.acknowledged) == 2)

        assert await world.payloads("one") == await world.payloads("two") == [{"n": 1}, {"n": 2}]
        assert await world.payloads("none") == []
        [first, _] = await world.messages("one")
        assert json.loads(first.headers) == {"topic": "t/1"}
        assert first.source == world.connection_id("a")


async def test_a_workflow_takes_the_subscription_that_it_names_or_all(world):
    await world.apply(
        connections=[world.feed("a", subscriptions=["x", "y", "z"])],
        workflows=[world.taking("one", ("a", "x")), world.taking("both", ("a", "x"), ("a", "y"))],
    )
    upstream = world.upstreams["a"]

    async with world.receiver():
        upstream.send({"n": 1}, subscription="x")
        upstream.send({"n": 2}, subscription="y")
        upstream.send({"n": 3}, subscription="x")
        await eventually(lambda: len(upstream.acknowledged) == 3)

        assert await world.payloads("one") == [{"n": 1}, {"n": 3}]
        assert await world.payloads("both") == [{"n": 1}, {"n": 2}, {"n": 3}]
        assert upstream.wanted == [{"x", "y"}]  # nobody takes z: it is not received


async def test_a_message_with_an_id_is_taken_once(world):
    await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a")])
    upstream = world.upstreams["a"]

    async with world.receiver():
        upstream.send({"n": 1}, message_id="m1")
        upstream.send({"n": 1}, message_id="m1")
        await eventually(lambda: len(upstream.acknowledged) == 2)
        upstream.send({"n": 1}, message_id="m1")
        upstream.send({"n": 2}, message_id="m2")
        await eventually(lambda: len(upstream.acknowledged) == 4)

        assert await world.payloads("one") == [{"n": 1}, {"n": 2}]


async def test_what_cannot_be_read_is_a_dead_letter_of_every_way_and_holds_up_nothing(world):
    await world.apply(
        connections=[world.feed("a")],
        workflows=[world.taking("one", "a", pipelines=("p", "q")), world.taking("two", "a")],
    )
    upstream = world.upstreams["a"]

    async with world.receiver():
        upstream.send({"n": 1})
        upstream.send(b"\xff\xfe", error="is no JSON: it begins with \\xff", metadata={"topic": "t"})
        upstream.send({"n": 2})
        await eventually(lambda: len(upstream.acknowledged) == 3)

        assert await world.payloads("one") == await world.payloads("two") == [{"n": 1}, {"n": 2}]
        letters = await world.letters("one")
        assert {one.pipeline_id for one in letters} == {one.id for one in world.workflow("one").pipelines}
        assert {one.reason for one in letters} == {"is no JSON: it begins with \\xff"}
        assert {(one.message.payload, one.message.headers) for one in letters} == {(b"\xff\xfe", b'{"topic":"t"}')}
        assert len(await world.letters("two")) == 1


async def test_messages_are_checked_against_the_fields_of_their_subscription(world):
    fields = [{"name": "n", "type": "integer", "required": True}]
    await world.apply(connections=[world.feed("a", fields=fields)], workflows=[world.taking("one", "a")])
    upstream = world.upstreams["a"]

    async with world.receiver():
        upstream.send({"n": 1}, {"n": "many"}, {}, b"{", {"n": 2}, {"n": 3, "text": "x" * 20_000})
        await eventually(lambda: len(upstream.acknowledged) == 6)

        assert await world.payloads("one") == [{"n": 1}, {"n": 2}]
        reasons = [one.reason for one in await world.letters("one")]
        assert reasons[0].startswith("n: must be")
        assert reasons[1] == "n: is required"
        assert "JSON" in reasons[2] or "truncated" in reasons[2]
        assert reasons[3].endswith("at most 10000 are taken")


async def test_metadata_that_is_no_json_makes_a_dead_letter_not_a_standstill(world):
    await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a")])
    upstream = world.upstreams["a"]

    async with world.receiver():
        upstream.send({"n": 1}, metadata={"odd": object()})
        upstream.send({"n": 2})
        await eventually(lambda: len(upstream.acknowledged) == 2)

        assert await world.payloads("one") == [{"n": 2}]
        assert [one.reason[:41] for one in await world.letters("one")] == [
            "its metadata cannot be written as JSON: E"[:41]
        ]


async def test_while_the_store_is_away_nothing_is_acknowledged_and_all_is_taken_when_it_is_back(
    world, valkey, tcp_proxy
):
    await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a"), world.taking("two", "a")])
    upstream = world.upstreams["a"]
    proxy = tcp_proxy(valkey.port)

    async with world.receiver(url=f"redis://127.0.0.1:{proxy.port}/0?timeout=1"):
        await eventually(lambda: upstream.running)
        proxy.refuse()
        upstream.send({"n": 1}, {"n": 2}, message_id=None)
        await asyncio.sleep(0.3)
        assert upstream.acknowledged == []
        proxy.heal()
        await eventually(lambda: len(upstream.acknowledged) >= 2, timeout_s=20)

        for name in ("one", "two"):
            assert [each for each in await world.payloads(name) if each == {"n": 2}]


async def test_a_source_that_is_away_is_tried_again_and_says_why(world):
    await world.apply(connections=[world.feed("a"), world.feed("b")], workflows=[world.taking("one", "a", "b")])
    world.upstreams["a"].fault = Unavailable("nobody answers")

    async with world.receiver():
        report = await world.becomes("a", "backoff")
        assert report.reason == "nobody answers"
        assert report.receiver == "receiver"
        await world.becomes("b", "running")
        world.upstreams["a"].fault = None
        await world.becomes("a", "running")
        assert world.upstreams["a"].closed == len(world.upstreams["a"].runs) - 1


async def test_a_source_that_needs_a_person_says_what_to_do(world):
    await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a")])
    world.upstreams["a"].fault = ConfigurationError("the password is refused", remedy="correct it")

    async with world.receiver():
        report = await world.becomes("a", "error")
        assert report.reason == "the password is refused (correct it)"


async def test_a_fault_of_the_connector_does_not_end_the_receiver(world, caplog):
    await world.apply(connections=[world.feed("a"), world.feed("b")], workflows=[world.taking("one", "a", "b")])
    world.upstreams["a"].fault = ZeroDivisionError("by zero")

    async with world.receiver():
        report = await world.becomes("a", "backoff")
        assert report.reason == "ZeroDivisionError: by zero"
        await world.becomes("b", "running")
    assert "failed in a way that its connector does not know" in caplog.text


async def test_where_no_receiver_runs_a_source_waits(world):
    await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a")])

    [report] = (await world.instances())["a"]

    assert (report.state, report.reason) == ("waiting", "no receiver runs it: start one with `nexus receiver`")


async def test_a_change_of_the_source_takes_effect_at_once(world):
    await world.apply(connections=[world.feed("a", subscriptions=["x"])], workflows=[world.taking("one", "a")])

    async with world.receiver():
        await eventually(lambda: world.upstreams["a"].running)
        await world.apply(
            connections=[{**world.feed("a"), "config": {"upstream": "b", "subscriptions": ["x"]}}],
            workflows=[world.taking("one", "a")],
        )
        await eventually(lambda: world.upstreams["b"].running, timeout_s=2)
        assert not world.upstreams["a"].running
        await world.apply(connections=[], workflows=[])
        await eventually(lambda: not world.upstreams["b"].running, timeout_s=2)


async def test_a_workflow_that_is_added_gets_messages_and_the_source_goes_on(world):
    await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a")])
    upstream = world.upstreams["a"]

    async with world.receiver():
        await eventually(lambda: upstream.running)
        await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a"), world.taking("two", "a")])

        async def both() -> bool:
            upstream.send({"n": 1})
            await eventually(lambda: not upstream.waiting)
            return bool(await world.payloads("two"))

        await eventually(both)
        assert len(upstream.runs) == 1


async def test_what_is_being_taken_when_the_receiver_stops_is_stored_and_acknowledged(world):
    await world.apply(connections=[world.feed("a")], workflows=[world.taking("one", "a")])
    upstream = world.upstreams["a"]

    async with world.receiver():
        await eventually(lambda: upstream.running)
        upstream.send(*({"n": n} for n in range(500)))
        await asyncio.sleep(0)
    assert len(upstream.acknowledged) + len(upstream.waiting) == 500
    assert await world.payloads("one") == [json.loads(one.payload) for one in upstream.acknowledged]
    assert not upstream.running
