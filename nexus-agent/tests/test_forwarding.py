"""Messages go to the centre in order, in batches that fit, and leave the queue when it has said what became of them."""

import asyncio
import gzip
import json
import time
from contextlib import closing

import pytest

from nexus.testing import Answer, HttpServer, eventually
from nexus_agent.centre import Centre
from nexus_agent.forwarding.batches import MOST_COUNT, Pace
from nexus_agent.forwarding.forwarder import Forwarder
from nexus_agent.pauses import Backoff, Bandwidth
from nexus_agent.queue.file import QueueFile
from nexus_agent.queue.queue import Queue
from nexus_agent.queue.room import Limits
from nexus_agent.queue.sealing import Plain

from .conftest import drained, message


class Nexus:
    """A centre that takes everything but what the test wants refused."""

    def __init__(self):
        self.taken, self.sizes, self.bad = [], [], set()
        self.most = 1 << 30
        self.slow_s = 0.0
        self.meanwhile = None

    def __call__(self, request):
        if (do := self.meanwhile) is not None:
            self.meanwhile = None
            do()
        time.sleep(self.slow_s)
        lines = [json.loads(line) for line in gzip.decompress(request.body).splitlines()]
        self.sizes.append(len(lines))
        if len(lines) > self.most:
            return Answer(status=413, body=b'{"type":"urn:nexus:problem:too-large","detail":"too many"}', headers=JSON)
        ids = [None if one["payload"]["id"] in self.bad else one["id"] for one in lines]
        self.taken += [one["payload"]["id"] for one, given in zip(lines, ids, strict=True) if given]
        errors = [{"index": at, "path": "id", "message": "is bad"} for at, given in enumerate(ids) if given is None]
        body = {"accepted": len(lines) - len(errors), "duplicates": 0, "ids": ids, "errors": errors}
        return Answer(status=202, body=json.dumps(body).encode(), headers=JSON)


JSON = {"Content-Type": "application/json"}


@pytest.fixture
def nexus():
    return Nexus()


@pytest.fixture
def server(nexus):
    with HttpServer(handler=nexus) as server:
        yield server


@pytest.fixture
async def forwarder(queue, server, monkeypatch):
    monkeypatch.setattr("nexus_agent.pauses.FIRST_SECONDS", 0.01)
    monkeypatch.setattr("nexus_agent.forwarding.forwarder.HELD_SECONDS", 0.05)
    monkeypatch.setattr("nexus_agent.forwarding.forwarder.LOOK_SECONDS", 0.05)
    async with Centre(server.url(), "nxa_token") as centre:
        forwarder = Forwarder(queue, centre, Bandwidth(None))
        queue._put = forwarder.put
        running = asyncio.create_task(forwarder.run())
        yield forwarder
        running.cancel()
        await asyncio.wait([running])


async def put(queue, numbers, application="shop"):
    await queue.accept(application, [message(number, application) for number in numbers])


async def test_messages_arrive_in_their_order_each_application_for_itself(queue, forwarder, nexus, server):
    for number in range(0, 3000, 3):
        await put(queue, range(number, number + 3))
    await put(queue, [7000], "vault")

    await eventually(lambda: queue.count == 0)

    shop = [number for number in nexus.taken if number < 7000]
    assert shop == list(range(3000))
    assert 7000 in nexus.taken
    assert {request.query for request in server.requests} == {"application=shop", "application=vault"}
    assert {request.headers["authorization"] for request in server.requests} == {"Bearer nxa_token"}
    assert forwarder.standings["shop"].forwarded == 3000


async def test_what_the_centre_refuses_is_set_apart_and_holds_up_nothing(queue, forwarder, nexus):
    nexus.bad = {1}
    await put(queue, range(3))

    await eventually(lambda: queue.count == 0)

    assert nexus.taken == [0, 2]
    assert queue.refused == 1


async def test_a_batch_that_is_too_large_is_halved_until_it_fits(queue, forwarder, nexus):
    nexus.most = 40
    await put(queue, range(300))

    await eventually(lambda: queue.count == 0)

    assert nexus.taken == list(range(300))
    assert nexus.sizes[0] == 300
    assert queue.refused == 0


async def test_what_was_put_back_goes_before_what_is_read_ahead(queue, forwarder, nexus, place):
    nexus.bad = {0}
    await put(queue, range(3))
    await eventually(lambda: queue.refused == 1)
    nexus.bad = set()

    def put_back():
        with closing(QueueFile(place, Plain())) as file, file.transaction():
            assert file.retry([one.entry.seq for one in file.refused()]) == 1

    nexus.meanwhile = put_back  # the second batch is under way, and the third has been read
    nexus.slow_s = 0.5
    await put(queue, range(10, 3000))
    await eventually(lambda: queue.count == 0, timeout_s=30)

    assert nexus.taken.index(0) < nexus.taken.index(2999)
    assert [number for number in nexus.taken if number >= 10] == list(range(10, 3000))


async def test_a_message_that_alone_is_refused_as_a_whole_is_set_apart(queue, forwarder, nexus):
    nexus.most = 0
    await put(queue, range(3))

    await eventually(lambda: queue.count == 0)

    assert (nexus.taken, queue.refused) == ([], 3)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(status=503, headers={"Retry-After": "0"}), "waiting"),
        (Answer(status=500), "waiting"),
        (Answer(status=429), "waiting"),
        (Answer(status=401, body=b'{"detail":"the token is not valid"}', headers=JSON), "unauthorized"),
        (Answer(status=403, body=b'{"detail":"not assigned"}', headers=JSON), "held"),
        (Answer(status=404), "held"),
        (Answer(status=202, body=b'{"ids":[]}', headers=JSON), "waiting"),
        (Answer(status=202, body=b"<html>a portal wants you to sign in</html>"), "waiting"),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}), "waiting"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Answer) else value,
)
async def test_whatever_else_the_centre_answers_nothing_is_lost(queue, forwarder, nexus, server, answer, state):
    seen = set()
    server.script(answer, answer)
    await put(queue, range(3))

    def gone():
        seen.add(forwarder.standings["shop"].state if forwarder.standings else "")
        return queue.count == 0

    await eventually(gone, every_s=0.001)

    assert nexus.taken == [0, 1, 2]
    assert state in seen


async def test_a_centre_that_was_away_gets_everything_when_it_is_back(queue, forwarder, nexus, server):
    server.refuse()
    await put(queue, range(5))
    await eventually(lambda: forwarder.standings["shop"].state == "waiting")
    await put(queue, range(5, 10))
    server.heal()
    forwarder.try_again()

    await eventually(lambda: queue.count == 0)

    assert nexus.taken == list(range(10))
    assert await drained(queue) == []


async def test_what_comes_meanwhile_does_not_shorten_a_pause(queue, forwarder, server, monkeypatch):
    monkeypatch.setattr("nexus_agent.pauses.FIRST_SECONDS", 3600)
    server.refuse()
    await put(queue, [0])
    await eventually(lambda: forwarder.standings["shop"].state == "waiting")
    server.heal()

    for number in range(1, 50):
        await put(queue, [number])

    assert server.requests == []
    forwarder.try_again()
    await eventually(lambda: queue.count == 0)


def test_batches_grow_while_answers_are_good_and_shrink_when_they_are_not():
    pace = Pace()
    for _ in range(50):
        pace.answered(0.1)
    assert pace.count == MOST_COUNT
    pace.answered(3.0)
    assert pace.count == MOST_COUNT
    pace.failed()
    pace.refused(10)
    assert pace.count == 5
    for _ in range(20):
        pace.failed()
    assert pace.count == 1


def test_pauses_grow_up_to_a_bound_and_differ():
    backoff = Backoff()

    pauses = [backoff.next() for _ in range(200)]

    assert all(0 <= one <= 60 for one in pauses)
    assert max(pauses[20:]) > 30
    assert len(set(pauses)) > 190
    assert backoff.next(120) >= 120


async def test_bandwidth_is_spent_at_its_rate():
    now = asyncio.get_running_loop().time
    begun = now()
    line = Bandwidth(100_000)

    for _ in range(4):
        await line.spend(10_000)

    assert now() - begun >= 0.29


async def test_what_was_in_the_queue_before_the_start_is_forwarded(place, server, nexus):
    before = Queue(place, Plain(), Limits(reserve_bytes=0))
    await before.start()
    await put(before, range(3))
    await before.close()

    after = Queue(place, Plain(), Limits(reserve_bytes=0))
    async with Centre(server.url(), "nxa_token") as centre:
        forwarder = Forwarder(after, centre, Bandwidth(None))
        await after.start(forwarder.put)
        running = asyncio.create_task(forwarder.run())
        await eventually(lambda: after.count == 0 and len(nexus.taken) == 3)
        running.cancel()
        await asyncio.wait([running])
    await after.close()
