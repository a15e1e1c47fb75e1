"""What agents forward is taken once, in order, under the id that the agent gave it."""

import asyncio
import base64
import gzip
import json
import os
import uuid

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nexus.model.connection import Dedup
from nexus.security.envelopes import derive_key
from nexus.streams import keys
from nexus.testing import eventually

from .world import make

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL


def line(payload, **more):
    return {"id": str(uuid.uuid4()), "payload": payload, "digest": None, "same_body": False, "headers": {}} | more


@pytest.fixture
async def plant(api):
    """A world whose application an agent takes messages of."""
    made = make(api)
    answer = await api.call("ada", "POST", "/api/agents", {"name": "plant-7", "applications": ["shop"]})
    return made, answer.json()["token"]


async def forward(plant, lines, *, application=None, token=None, body=None, **headers):
    made, own_token = plant
    body = body if body is not None else gzip.compress(b"\n".join(json.dumps(one).encode() for one in lines))
    fields = {
        "Authorization": f"Bearer {token or own_token}",
        "Content-Type": "application/x-ndjson",
        "Content-Encoding": "gzip",
    } | headers
    params = {"application": application or made.application.id}
    return await made.api.client.post("/api/v1/agents/messages", content=body, headers=fields, params=params)


async def entries(plant):
    made, _ = plant
    found = await made.api.store.call(keys.stream(made.workflow.id), "XRANGE", keys.stream(made.workflow.id), "-", "+")
    return [dict(zip(fields[::2], fields[1::2], strict=True)) for _, fields in found]


async def change(plant, **changes):
    made, _ = plant
    applications = made.api.metadata.repositories.applications
    applications.update(evolve(applications.get(made.workspace_id, made.application.id), **changes))
    made.api.metadata.database.changes += 1


async def test_messages_are_taken_in_order_with_their_ids_payloads_and_headers(plant):
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    lines = [
        line({"id": 1, "total": 1.50}, headers={"traceparent": trace, "request_id": "r-1", "x": "dropped"}),
        line({"id": 2}),
        line({"id": 3}),
    ]
    raw = b"\n".join(json.dumps(one).encode().replace(b"1.5}", b"1.500}") for one in lines)

    answer = await forward(plant, [], body=gzip.compress(raw))

    ids = [one["id"] for one in lines]
    assert answer.status_code == 202, answer.text
    assert answer.json() == {"accepted": 3, "duplicates": 0, "ids": ids, "rejected": 0, "errors": []}
    found = await entries(plant)
    assert [one[b"m"].decode() for one in found] == ids
    assert found[0][b"p"] == b'{"id": 1, "total": 1.500}'
    assert json.loads(found[0][b"h"]) == {"agent": "plant-7", "traceparent": trace, "request_id": "r-1"}
    assert json.loads(found[1][b"h"]) == {"agent": "plant-7"}


async def test_what_is_forwarded_again_is_taken_once_whatever_the_dedup_of_the_application(plant):
    for number, dedup in enumerate((Dedup.OFF, Dedup.MESSAGE_ID, Dedup.CONTENT)):
        await change(plant, dedup=dedup, message_id_path="id")
        lines = [line({"id": 10 * number + at}) for at in range(3)]

        first = await forward(plant, lines[:2])
        again = await forward(plant, lines)

        assert first.json()["accepted"] == 2
        assert (again.json()["accepted"], again.json()["duplicates"]) == (1, 2)
        assert again.json()["ids"][:2] == first.json()["ids"]


async def forget_marks(plant):
    """Let the time pass in which any resend is recognised."""
    made, _ = plant
    store = made.api.store
    marks = await store.call("", "KEYS", keys.dedup_prefix(made.workflow.id) + "*")
    assert marks
    await store.call(keys.stream(made.workflow.id), "DEL", *marks)


async def test_what_an_agent_never_heard_of_is_taken_once_however_long_its_line_was_cut(plant):
    await change(plant, dedup=Dedup.CONTENT)
    lines = [line({"id": number}) for number in range(4)]
    await forward(plant, lines[:3])
    await forget_marks(plant)

    half = await forward(plant, lines[:1])  # it goes on with fewer at once
    rest = await forward(plant, lines[1:])
    await forget_marks(plant)
    once_more = await forward(plant, lines)

    assert [one.json()["duplicates"] for one in (half, rest, once_more)] == [1, 2, 4]
    assert rest.json()["ids"] == [one["id"] for one in lines[1:]]
    assert [json.loads(one[b"p"])["id"] for one in await entries(plant)] == [0, 1, 2, 3]


async def test_a_batch_that_two_processes_take_at_once_is_taken_once_and_noted_whole(plant):
    """The first one's connection broke, it goes on all the same, and the agent sends the batch again to another."""
    lines = [line({"id": n}) for n in range(2500)]  # more than goes into one flush
    await asyncio.gather(*(forward(plant, lines) for _ in range(3)))
    await forget_marks(plant)

    answers = [await forward(plant, part) for part in (lines[:1500], lines[1500:])]  # it goes on with fewer at once

    assert sum(one.json()["duplicates"] for one in answers) == len(lines)
    found = await entries(plant)
    assert [json.loads(one[b"p"])["id"] for one in found] == list(range(len(lines)))


async def test_a_process_that_took_a_batch_late_does_not_make_the_next_one_forgotten(plant):
    first, second = [line({"id": 1})], [line({"id": 2})]
    await forward(plant, first)
    await forward(plant, second)
    await forward(plant, first)  # by what had known nothing yet: all that is in it is there
    await forget_marks(plant)

    assert (await forward(plant, second)).json()["duplicates"] == 1
    assert len(await entries(plant)) == 2


async def test_an_equal_reading_a_day_later_is_another_message(plant):
    await change(plant, dedup=Dedup.CONTENT)
    for _ in range(3):
        answer = await forward(plant, [line({"id": 1})])
        assert answer.json()["accepted"] == 1
        await forget_marks(plant)


async def test_of_what_an_agent_has_heard_of_nothing_is_kept(plant):
    made, _ = plant
    await forward(plant, [line({"id": number}) for number in range(2500)])
    last = line({"id": 2500})
    await forward(plant, [last])
    noted = keys.agent_batches(made.workflow.id)
    assert await made.api.store.call(noted, "HVALS", noted) == [last["id"].encode()]


async def test_a_message_that_the_sender_also_sent_here_is_a_duplicate(plant):
    await change(plant, dedup=Dedup.MESSAGE_ID, message_id_path="id")
    own = {"digest": "00" * 20}

    first = await forward(plant, [line({"id": 1}, **own)])
    again = await forward(plant, [line({"id": 1}, digest="11" * 20), line({"id": 2}, **own)])

    assert first.json()["accepted"] == 1
    assert (again.json()["accepted"], again.json()["duplicates"]) == (1, 1)


async def test_an_idempotency_key_that_came_with_another_body_is_refused_alone(plant):
    keyed = {"digest": "ab" * 20, "same_body": True}
    await forward(plant, [line({"id": 1}, **keyed)])

    answer = await forward(plant, [line({"id": 7}), line({"id": 2}, **keyed), line({"id": 8})])

    assert answer.status_code == 202
    got = answer.json()
    assert (got["accepted"], got["duplicates"], got["rejected"]) == (2, 0, 1)
    assert got["ids"][1] is None
    assert got["errors"] == [{"index": 1, "path": "", "message": "its Idempotency-Key came before with another body"}]


async def test_what_does_not_fit_is_refused_by_itself_with_its_place(plant):
    lines = [
        line({"id": "x"}),
        line({"id": 1}),
        line({"id": 2}, id="7"),
        line({"id": 3}, digest="zz"),
        {"payload": {"id": 4}},
        line({"id": 5}, other=1),
    ]

    answer = await forward(plant, lines)

    got = answer.json()
    assert answer.status_code == 202
    assert (got["accepted"], got["rejected"]) == (1, 5)
    assert [one is None for one in got["ids"]] == [True, False, True, True, True, True]
    assert [(one["index"], one["path"]) for one in got["errors"]] == [
        (0, "id"),
        (2, "id"),
        (3, "digest"),
        (4, ""),
        (5, ""),
    ]
    assert len(await entries(plant)) == 1


async def test_nothing_that_fits_writes_nothing(plant):
    answer = await forward(plant, [line({"id": "x"})])

    assert (answer.status_code, answer.json()["ids"]) == (202, [None])
    assert await entries(plant) == []


async def test_envelopes_are_opened_here_alone(plant):
    made, _ = plant
    secret = bytes(range(32))
    made.api.metadata.repositories.secrets.add(made.workspace_id, made.application.id, secret)
    await change(plant, encryption=True)
    envelopes = [sealed(made.application.id, secret, {"id": number}, f"m-{number}") for number in (1, 2)]
    moved = {**envelopes[0], "mid": "m-3"}

    answer = await forward(plant, [line(envelopes[0]), line(moved), line({"id": 1}), line(envelopes[1])])
    again = await forward(plant, [line(envelopes[0])])

    assert answer.json()["accepted"] == 2
    assert [one is None for one in answer.json()["ids"]] == [False, True, True, False]
    assert [(one["index"], one["path"]) for one in answer.json()["errors"]] == [(1, "ct"), (2, "")]
    assert again.json()["duplicates"] == 1
    assert [one[b"p"] for one in await entries(plant)] == [b'{"id": 1}', b'{"id": 2}']

    await change(plant, encryption=True, keep_encrypted=True)
    keyed = {"digest": "ab" * 20, "same_body": True}
    kept = sealed(made.application.id, secret, {"id": 3}, "m-3")
    first = await forward(plant, [line(kept, **keyed)])
    again = await forward(plant, [line(kept, **keyed)])

    assert (first.json()["accepted"], again.json()["duplicates"]) == (1, 1)
    [*_, last] = await entries(plant)
    assert b'"id"' not in last[b"p"]
    vault = made.api.metadata.vault
    vault.fetch(vault.lacking([last[b"p"]]))
    assert vault.open(last[b"p"], "payload", last[b"m"].decode())[1] == b'{"id": 3}'


def sealed(application_id, secret, payload, mid):
    iv = os.urandom(12)
    bound = f"1\n1\n{application_id}\n{mid}".encode()
    ct = AESGCM(derive_key(application_id, secret)).encrypt(iv, json.dumps(payload).encode(), bound)
    return {"v": 1, "kid": 1, "mid": mid, "iv": base64.b64encode(iv).decode(), "ct": base64.b64encode(ct).decode()}


async def test_only_applications_of_the_agent_are_taken_and_only_from_the_agent(plant):
    made, _ = plant
    other = make(made.api, "other")

    strange = await forward(plant, [line({"id": 1})], application=other.application.id)
    gone = await forward(plant, [line({"id": 1})], application=str(uuid.uuid4()))
    nobody = await forward(plant, [line({"id": 1})], token="nxa_0123456789ab_" + "0" * 40)

    assert (strange.status_code, gone.status_code, nobody.status_code) == (403, 403, 401)
    assert strange.json()["type"] == "urn:nexus:problem:not-assigned"


async def test_an_application_that_is_disabled_or_feeds_nothing_is_told_apart(plant):
    made, _ = plant
    await change(plant, enabled=False)
    disabled = await forward(plant, [line({"id": 1})])
    await change(plant, enabled=True)
    workflows = made.api.metadata.repositories.workflows
    workflows.set_enabled(made.workspace_id, made.workflow.id, enabled=False, author="t")
    made.api.metadata.database.changes += 1
    idle = await forward(plant, [line({"id": 1})])

    assert (disabled.status_code, disabled.json()["type"]) == (403, "urn:nexus:problem:application-disabled")
    assert (idle.status_code, idle.headers["retry-after"]) == (503, "30")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (gzip.compress(b"{}")[:-3], {}, 400),
        (b"{}", {"Content-Encoding": "br"}, 415),
        (gzip.compress(b"{}"), {"Content-Type": "text/plain"}, 415),
        (gzip.compress(b" " * 11_000_000), {}, 413),
    ],
    ids=["empty", "cut short", "encoding", "type", "size"],
)
async def test_a_batch_that_cannot_be_read_is_refused_whole(plant, body, headers, status):
    answer = await forward(plant, [], body=body, **headers)

    assert answer.status_code == status
    assert await entries(plant) == []


async def test_what_was_forwarded_is_counted(plant):
    made, _ = plant
    await forward(plant, [line({"id": 1}), line({"id": "x"})])

    async def totals():
        found = (await made.api.call("ada", "GET", "/api/metrics/summary?span=60&resolution=1")).json()["totals"]
        return found["accepted"] == 1 and found["refused"] == 1

    await eventually(totals, every_s=0.2)
