import asyncio

import pytest

from nexus.errors import ConfigurationError, NotDurable, StoreError, StoreFull
from nexus.model.message import Receipt
from nexus.streams import keys
from nexus.streams.producer import Commit, StreamProducer
from nexus.streams.store import connect
from nexus.testing import ValkeyServer, eventually


async def entries_of(store, workflow):
    return await store.call(keys.stream(workflow), "XRANGE", keys.stream(workflow), "-", "+")


async def test_an_accepted_message_stands_in_the_stream_as_the_contract_says(store, workflow, new_message):
    producer = StreamProducer(store, clock=lambda: 1700000000.123)

    receipts = await producer.accept(workflow, [new_message("a", b'{"x":1}'), new_message("b", headers=b'{"h":1}')])

    assert receipts == [Receipt("a"), Receipt("b")]
    first, second = [fields for _, fields in await entries_of(store, workflow)]
    assert first == [b"m", b"a", b"s", b"application", b"t", b"1700000000123", b"p", b'{"x":1}']
    assert second[8:] == [b"h", b'{"h":1}']


async def test_the_dedup_mark_holds_the_stream_id_for_a_day(store, producer, workflow, new_message):
    message = new_message("a")
    await producer.accept(workflow, [message])

    mark = keys.dedup(workflow, message.digest)
    assert await store.call(mark, "GET", mark) == (await entries_of(store, workflow))[0][0]
    assert 86_000 < await store.call(mark, "TTL", mark) <= 86_400


async def test_a_resend_gets_the_first_id_and_is_taken_once(store, producer, workflow, new_message):
    await producer.accept(workflow, [new_message("first", digest="d")])

    assert await producer.accept(workflow, [new_message("second", digest="d")]) == [Receipt("first", duplicate=True)]
    assert len(await entries_of(store, workflow)) == 1


async def test_the_same_digest_twice_in_one_batch_is_taken_once(store, producer, workflow, new_message):
    receipts = await producer.accept(workflow, [new_message("a", digest="d"), new_message("b", digest="d")])

    assert receipts == [Receipt("a"), Receipt("a", duplicate=True)]
    assert len(await entries_of(store, workflow)) == 1


async def test_a_resend_after_the_message_was_trimmed_gets_the_stream_id(store, producer, workflow, new_message):
    await producer.accept(workflow, [new_message("a", digest="d")])
    [(entry, _)] = await entries_of(store, workflow)
    await store.call(keys.stream(workflow), "XTRIM", keys.stream(workflow), "MAXLEN", 0)

    assert await producer.accept(workflow, [new_message("b", digest="d")]) == [Receipt(entry.decode(), duplicate=True)]


async def test_an_idempotency_key_with_another_body_is_a_conflict(store, producer, workflow, new_message):
    await producer.accept(workflow, [new_message("a", b"1", digest="d", same_body=True)])

    same = await producer.accept(workflow, [new_message("b", b"1", digest="d", same_body=True)])
    other = await producer.accept(workflow, [new_message("c", b"2", digest="d", same_body=True)])

    assert same == [Receipt("a", duplicate=True)]
    assert other == [Receipt("a", conflict=True)]
    assert len(await entries_of(store, workflow)) == 1


async def test_messages_without_digest_are_all_taken(store, producer, workflow, new_message):
    await producer.accept(workflow, [new_message("a", digest=None), new_message("b", digest=None)])

    assert len(await entries_of(store, workflow)) == 2


async def test_one_flush_may_mix_sources_headers_and_ways_of_dedup(store, producer, workflow, new_message):
    await producer.accept(workflow, [new_message("k", b"1", same_body=True), new_message("m")])
    sent = [
        new_message("1", digest=None),
        new_message("2", b"2", digest="k", same_body=True),
        new_message("3", digest="m", headers=b'{"h":1}'),
        new_message("4", headers=b'{"h":1}'),
        new_message("5", headers=b'{"h":2}'),
        new_message("6", digest=None),
        new_message("7", digest="4"),
        new_message("8", b"3", digest="5", same_body=True),
    ]
    sent[5].source = "other"

    receipts = await producer.accept(workflow, sent)

    assert receipts == [
        Receipt("1"),
        Receipt("k", conflict=True),
        Receipt("m", duplicate=True),
        Receipt("4"),
        Receipt("5"),
        Receipt("6"),
        Receipt("4", duplicate=True),
        Receipt("5", conflict=True),
    ]
    entries = [dict(zip(fields[::2], fields[1::2], strict=True)) for _, fields in await entries_of(store, workflow)]
    assert [(entry[b"m"], entry[b"s"], entry.get(b"h")) for entry in entries[2:]] == [
        (b"1", b"application", None),
        (b"4", b"application", b'{"h":1}'),
        (b"5", b"application", b'{"h":2}'),
        (b"6", b"other", None),
    ]


async def test_resends_are_recognised_after_kill_9(server, own_store, workflow, new_message):
    producer = StreamProducer(own_store)
    await producer.accept(workflow, [new_message(str(i)) for i in range(10)])
    server.kill()
    server.restart()

    receipts = [await _until_accepted(producer, workflow, new_message("again", digest=str(i))) for i in range(10)]

    assert receipts == [[Receipt(str(i), duplicate=True)] for i in range(10)]
    mark = keys.dedup(workflow, new_message("0").digest)
    assert 86_000 < await own_store.call(mark, "TTL", mark) <= 86_400


async def test_an_empty_batch_is_accepted(producer, workflow):
    assert await producer.accept(workflow, []) == []


async def test_submits_of_one_turn_share_one_script_call_per_workflow(store, producer, workflow, new_message):
    calls = []
    send = store.send
    store.send = lambda key, commands, answered: (calls.append([c[0] for c in commands]), send(key, commands, answered))

    await asyncio.gather(
        *[producer.accept(workflow, [new_message(f"a{i}")]) for i in range(10)],
        *[producer.accept(f"{workflow}-b", [new_message(f"b{i}")]) for i in range(10)],
    )

    assert calls == [["EVALSHA", "EVALSHA", "PUBLISH", "PUBLISH"]]


@pytest.mark.parametrize(("size", "commit", "most"), [(1, None, 8), (1024, None, 2), (1, Commit(replicas=1), 1)])
async def test_flushes_under_way_are_bounded_by_number_and_load(store, workflow, new_message, size, commit, most):
    producer = StreamProducer(store, commit=commit)
    sent = []
    store.send = lambda _key, commands, answered: sent.append((commands, answered))
    told = []
    for turn in range(12):
        producer.submit(workflow, [new_message(f"{turn}-{number}") for number in range(size)], told.append)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    assert len(sent) == most
    for commands, answered in sent:  # grows: each answer makes room for what has gathered meanwhile
        taken = sum(argument == b'{"n": 1}' for argument in commands[0])
        answered([[0] * taken, [1, 1] if commit is None else 1, 0])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert [len(receipts) for receipts in told] == [size] * 12


async def test_a_flush_is_bounded_and_the_rest_follows(store, producer, workflow, new_message):
    batches = [[new_message(f"{b}-{i}") for i in range(300)] for b in range(10)]

    receipts = await asyncio.gather(*[producer.accept(workflow, batch) for batch in batches])

    assert [[r.id for r in group] for group in receipts] == [[m.id for m in batch] for batch in batches]
    assert len(await entries_of(store, workflow)) == 3000


async def test_a_batch_larger_than_a_flush_is_answered_as_one(store, producer, workflow, new_message):
    batch = [new_message(str(i), digest=str(i % 4000)) for i in range(5000)]

    receipts = await producer.accept(workflow, batch)

    assert len(await entries_of(store, workflow)) == 4000
    assert [r.id for r in receipts] == [str(i % 4000) for i in range(5000)]
    assert [r.duplicate for r in receipts] == [i >= 4000 for i in range(5000)]


async def test_a_large_batch_of_which_a_part_failed_is_unknown_as_a_whole(store, workflow, new_message):
    fault = StoreFull("full")
    answers = iter([None, None, fault])
    producer = StreamProducer(store, refusal=lambda: next(answers, fault))

    with pytest.raises(StoreFull):
        await producer.accept(workflow, [new_message(str(i)) for i in range(5000)])


async def test_a_receiver_that_fails_harms_nobody_else(producer, workflow, new_message):
    reported = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context["exception"]))

    def gone(_):
        raise ConnectionResetError("the client is gone")

    producer.submit(workflow, [new_message("a")], gone)
    receipts = await producer.accept(workflow, [new_message("b")])
    later = await producer.accept(workflow, [new_message("c")])

    assert receipts == [Receipt("b")]
    assert later == [Receipt("c")]
    assert [type(error) for error in reported] == [ConnectionResetError]


async def test_a_cancelled_accept_harms_nobody_else(producer, workflow, new_message):
    task = asyncio.create_task(producer.accept(workflow, [new_message("a")]))
    await asyncio.sleep(0)
    other = asyncio.create_task(producer.accept(workflow, [new_message("b")]))
    await asyncio.sleep(0)
    task.cancel()

    assert await other == [Receipt("b")]


async def test_a_refusal_reaches_every_sender_and_nothing_is_written(store, workflow, new_message):
    refusal = StoreFull("above the watermark")
    producer = StreamProducer(store, refusal=lambda: refusal)

    outcomes = await asyncio.gather(
        *[producer.accept(workflow, [new_message(str(i))]) for i in range(3)], return_exceptions=True
    )

    assert outcomes == [refusal] * 3
    assert await entries_of(store, workflow) == []


async def test_memory_full_is_back_pressure_and_takes_nothing(server, own_store, workflow, new_message):
    producer = StreamProducer(own_store)
    await producer.accept(workflow, [new_message("before")])
    await own_store.call("", "CONFIG", "SET", "maxmemory", 1)

    with pytest.raises(StoreFull):
        await producer.accept(workflow, [new_message("a"), new_message("b")])

    await own_store.call("", "CONFIG", "SET", "maxmemory", 0)
    assert await producer.accept(workflow, [new_message("a")]) == [Receipt("a")], "no mark was left behind"


async def test_a_write_that_fails_leaves_no_mark_behind(store, producer, workflow, new_message):
    await store.call("", "SET", keys.stream(workflow), "in the way")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await producer.accept(workflow, [new_message("a")])
    await store.call("", "DEL", keys.stream(workflow))

    assert await producer.accept(workflow, [new_message("a")]) == [Receipt("a")]  # reliability 5: mark last


async def test_a_script_that_the_server_forgot_is_sent_again(own_store, workflow, new_message):
    producer = StreamProducer(own_store)
    await producer.accept(workflow, [new_message("a")])
    await own_store.call("", "SCRIPT", "FLUSH", "SYNC")

    assert await producer.accept(workflow, [new_message("b")]) == [Receipt("b")]


async def test_two_servers_racing_with_the_same_messages_take_each_once(own_store, server, workflow, new_message):

    other_store = connect(server.url())
    batch = [new_message(str(i)) for i in range(200)]
    twin = [new_message(f"twin-{i}", digest=str(i)) for i in range(200)]
    try:
        ours, theirs = await asyncio.gather(
            StreamProducer(own_store).accept(workflow, batch), StreamProducer(other_store).accept(workflow, twin)
        )
    finally:
        await other_store.close()

    assert len(await entries_of(own_store, workflow)) == 200
    assert [r.id for r in ours] == [r.id for r in theirs]
    assert all(a.duplicate != b.duplicate for a, b in zip(ours, theirs, strict=True))


async def test_a_lost_reply_then_a_resend_is_taken_once(own_store, proxy, proxied, workflow, new_message):
    producer = StreamProducer(proxied)
    await producer.accept(workflow, [new_message("warm")])
    proxy.cut_replies_after(0)

    with pytest.raises(StoreError, match="unknown"):
        await producer.accept(workflow, [new_message("a")])
    assert len(await entries_of(own_store, workflow)) == 2, "it was taken, and nobody wrote it twice (reliability 3)"

    assert await producer.accept(workflow, [new_message("again", digest="a")]) == [Receipt("a", duplicate=True)]
    assert len(await entries_of(own_store, workflow)) == 2


async def test_a_black_hole_ends_in_an_error_and_the_next_accept_works(proxy, proxied, workflow, new_message):
    producer = StreamProducer(proxied)
    await producer.accept(workflow, [new_message("warm")])
    proxy.black_hole()

    with pytest.raises(StoreError):
        await producer.accept(workflow, [new_message("a")])

    proxy.cut()
    proxy.heal()
    assert [r.id for r in await _until_accepted(producer, workflow, new_message("a"))] == ["a"]


async def test_what_was_accepted_survives_kill_9_and_the_connection_comes_back(
    server, own_store, workflow, new_message
):
    producer = StreamProducer(own_store)
    await producer.accept(workflow, [new_message(str(i)) for i in range(100)])
    server.kill()
    with pytest.raises(StoreError):
        await producer.accept(workflow, [new_message("during")])
    server.restart()

    await _until_accepted(producer, workflow, new_message("after"))

    assert len(await entries_of(own_store, workflow)) == 101


async def test_too_few_replicas_is_not_an_acknowledgement(store, workflow, new_message):
    producer = StreamProducer(store, commit=Commit(replicas=1, timeout_ms=20))

    with pytest.raises(NotDurable, match="0 of 1 replicas"):
        await producer.accept(workflow, [new_message("a")])
    with pytest.raises(NotDurable, match="0 of 1 replicas"):  # a duplicate is not there either
        await producer.accept(workflow, [new_message("a")])


@pytest.fixture
async def replica(server):
    """A replica of the test's own server, in step with it."""
    with type(server)() as replica:
        store = connect(replica.url())
        await store.call("", "REPLICAOF", "127.0.0.1", server.port)
        await eventually(lambda: _is_in_step(store))
        await store.close()
        yield replica
        replica.resume()


async def test_a_replica_makes_it_an_acknowledgement(replica, own_store, workflow, new_message):
    producer = StreamProducer(own_store, commit=Commit(replicas=1, timeout_ms=5000))

    assert await producer.accept(workflow, [new_message("a")]) == [Receipt("a")]

    store = connect(replica.url())
    assert len(await entries_of(store, workflow)) == 1
    await store.close()


async def test_a_resend_is_not_acknowledged_before_the_replica_has_the_first(
    replica, server, own_store, workflow, new_message
):
    replica.pause()
    with pytest.raises(NotDurable):
        await StreamProducer(own_store, commit=Commit(replicas=1, timeout_ms=50)).accept(workflow, [new_message("a")])
    fresh = connect(server.url())  # a connection that has written nothing has nothing to wait for
    producer = StreamProducer(fresh, commit=Commit(replicas=1, timeout_ms=50))

    with pytest.raises(NotDurable):
        await producer.accept(workflow, [new_message("a")])

    replica.resume()
    assert await _until_accepted(producer, workflow, new_message("a")) == [Receipt("a", duplicate=True)]
    await fresh.close()


async def test_replicas_are_waited_for_after_a_script_that_had_to_be_sent_again(own_store, workflow, new_message):
    """The wait that went out with the refused script waited for nothing."""
    producer = StreamProducer(own_store, commit=Commit(replicas=1, timeout_ms=50))
    waits = []
    link = own_store.link("")
    send = link.send

    def spy(commands, answered):
        waits.append([c[0] for c in commands])
        send(commands, answered)

    link.send = spy
    await own_store.call("", "SCRIPT", "FLUSH", "SYNC")
    with pytest.raises(NotDurable):
        await producer.accept(workflow, [new_message("a")])

    assert waits[-2:] == [["EVALSHA", "WAIT", "PUBLISH"], ["EVAL", "WAIT", "PUBLISH"]]


def test_a_wait_longer_than_the_connection_lives_is_refused():

    with pytest.raises(ConfigurationError, match="exceeds the store's timeout"):
        StreamProducer(connect("redis://store?timeout=1"), commit=Commit(replicas=1, timeout_ms=1000))


async def test_a_long_queue_for_a_store_that_is_away_is_refused_without_recursion(server, own_store, new_message):
    server.kill()
    producer = StreamProducer(own_store)
    with pytest.raises(StoreError):
        await producer.accept("w", [new_message("a")])
    big = [new_message(str(i)) for i in range(1024)]

    outcomes = await asyncio.gather(*[producer.accept("w", big) for _ in range(1500)], return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} == {StoreError}


async def test_waitaof_acknowledges_after_the_fsync(workflow, new_message):

    with ValkeyServer(settings={"appendonly": "yes"}) as server:
        store = connect(server.url())
        try:
            producer = StreamProducer(store, commit=Commit(wait_for_fsync=True))
            assert await producer.accept(workflow, [new_message("a")]) == [Receipt("a")]
            await store.call("", "CONFIG", "SET", "appendonly", "no")
            with pytest.raises(StoreError):
                await producer.accept(workflow, [new_message("b")])
        finally:
            await store.close()


async def test_an_fsync_that_does_not_come_in_time_is_not_an_acknowledgement(workflow, new_message):
    with ValkeyServer(settings={"appendonly": "yes", "appendfsync": "no"}) as server:
        store = connect(server.url())
        try:
            producer = StreamProducer(store, commit=Commit(wait_for_fsync=True, timeout_ms=100))
            with pytest.raises(NotDurable, match="has not written to its disk"):
                await producer.accept(workflow, [new_message("a")])
        finally:
            await store.close()


async def _is_in_step(store):
    role = await store.call("", "ROLE")
    return role[0] == b"slave" and role[3] == b"connected"


async def _until_accepted(producer, workflow, message):
    async def attempt():
        try:
            return await producer.accept(workflow, [message])
        except StoreError:
            return None

    return await eventually(attempt)
