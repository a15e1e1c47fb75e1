"""Laws of sending many, whatever network and server do: the plans are carried out against a model of both."""

import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from nexus_sdk import ConnectionFailed, NexusError, Retry
from nexus_sdk.answers import Response
from nexus_sdk.core import Core
from nexus_sdk.options import Settings
from nexus_sdk.plans import END, Exchange, Join, Pause, Start, Take, Work

BEHAVIOURS = [
    "take",
    "take",
    "take",
    "lose request",
    "lose reply",
    "fail before",
    "fail after",
    "unreachable",
    "later",
    "no",
]
"""What becomes of an attempt; after the list all is well."""


class Model:
    """A server that recognises resends as Nexus does, behind a proxy that takes no more than so many messages at once."""

    def __init__(self, behaviours, limit):
        self.behaviours = list(behaviours)
        self.limit = limit
        self.taken = []
        self._marks = set()

    def exchange(self, request):
        raw = gzip.decompress(request.content) if "Content-Encoding" in request.headers else request.content
        messages = json.loads(raw)
        behaviour = self.behaviours.pop(0) if self.behaviours else "take"
        if behaviour in {"lose request", "unreachable"}:
            raise ConnectionFailed(behaviour, is_unknown=behaviour == "lose request")
        if behaviour in {"fail before", "later", "no"}:
            return self._problem({"fail before": 503, "later": 429, "no": 403}[behaviour])
        if len(messages) > self.limit or behaviour == "too large":
            return self._problem(413)
        duplicates = self._take(request.headers["Idempotency-Key"], messages)
        if behaviour == "lose reply":
            raise ConnectionFailed(behaviour)
        if behaviour == "fail after":
            return self._problem(502)
        ids = [f"id-{message['id']}" for message in messages]
        answer = {"accepted": len(ids) - duplicates, "duplicates": duplicates, "ids": ids}
        return Response(202, {}, json.dumps(answer).encode())

    def _take(self, key, messages):
        duplicates = 0
        for place, message in enumerate(messages):
            if (key, place) in self._marks:
                duplicates += 1
            else:
                self._marks.add((key, place))
                self.taken.append(message["id"])
        return duplicates

    def _problem(self, status):
        return Response(status, {}, b"{}")


def carry_out(plan, model):
    """Carry a plan out; what goes beside it runs when it is started."""
    try:
        step = next(plan)
        while True:
            try:
                result = perform(step, model)
            except Exception as error:  # noqa: BLE001 — the plan decides
                step = plan.throw(error)
            else:
                step = plan.send(result)
    except StopIteration as end:
        return end.value


def perform(step, model):
    match step:
        case Take(source):
            return next(source, END)
        case Exchange():
            return model.exchange(step)
        case Pause():
            return None
        case Work(function):
            return function()
        case Start(plan):
            return carry_out(plan, model)
        case Join(task):
            return task


def orders(count):
    return ({"id": number} for number in range(count))


def core():
    retry = Retry(attempts=2, base_s=0)
    return Core("http://nexus.example.com", "nxk_test", Settings(retry=retry, gzip_from_bytes=40))


def campaigns(*more):
    return given(
        behaviours=st.lists(st.sampled_from([*BEHAVIOURS, *more]), max_size=30),
        count=st.integers(0, 25),
        max_count=st.integers(1, 10),
        limit=st.integers(1, 10),
        concurrency=st.integers(1, 3),
    )


@campaigns("too large")  # also what was not before: another proxy has answered
def test_what_an_error_says_of_each_message_is_so(behaviours, count, max_count, limit, concurrency):
    model = Model(behaviours, limit)
    told = []
    call = {
        "max_count": max_count,
        "concurrency": concurrency,
        "on_receipt": lambda receipt, offset: told.extend(zip(range(offset, count), receipt.ids, strict=False)),
    }
    try:
        summary = carry_out(core().send_batch(orders(count), **call), model)
    except NexusError as error:
        fate, sent = error.fate, error.sent
        assert sent.accepted + sent.duplicates == len(told)
        assert set().union(*fate.acknowledged) == {index for index, _ in told}
    else:
        assert summary.accepted + summary.duplicates == len(told) == count
        assert model.taken == list(range(count)) or concurrency > 1
        return
    known = [index for ranges in (fate.acknowledged, fate.not_taken, fate.unknown) for one in ranges for index in one]
    assert sorted(known) == list(range(fate.unsent_from))
    taken = set(model.taken)
    assert len(taken) == len(model.taken)
    assert set().union(*fate.acknowledged) <= taken
    assert not set().union(*fate.not_taken) & taken
    assert all(index < fate.unsent_from for index in taken)
    assert told == [(index, f"id-{index}") for index, _ in told]


@campaigns()
def test_the_same_call_under_the_key_of_the_error_takes_each_message_once(
    behaviours, count, max_count, limit, concurrency
):
    model = Model(behaviours, limit)
    call = {"max_count": max_count, "concurrency": concurrency}
    key = None
    for _ in range(40):
        try:
            summary = carry_out(core().send_batch(orders(count), key=key, **call), model)
        except NexusError as error:
            key = error.key
        else:
            break

    assert sorted(model.taken) == list(range(count))
    assert summary.accepted + summary.duplicates == count
