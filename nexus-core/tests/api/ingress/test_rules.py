"""What is taken and what is refused; every test runs through the fast protocol and through the ASGI route."""

import gzip
import hashlib
import json
import zlib

import pytest

from nexus.api.ingress.unpacking import Caps
from nexus.model.connection import Dedup
from nexus.security.api_keys import generate_key
from nexus.testing import ValkeyServer

from ..conftest import running  # noqa: TID252 — the fixtures' own module


async def test_a_message_is_taken_and_is_in_the_stream_as_it_was_sent(api):
    body = b'{"id": 1, "customer": {"email": "a@example.com"}}'

    answer = await api.post(content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 202
    (entry,) = await api.entries()
    assert answer.json() == {"accepted": 1, "duplicates": 0, "ids": [entry[b"m"].decode()]}
    assert entry[b"p"] == body
    assert entry[b"s"] == api.application.id.encode()


@pytest.mark.parametrize("path", ["/ingress", "/api/ingress", "/api/v1/ingress"])
async def test_ingress_stands_at_all_its_places(api, path):
    assert (await api.post({"id": 1}, path=path)).status_code == 202


async def test_an_array_is_a_batch_in_its_order(api):
    answer = await api.post([{"id": number} for number in range(50)])

    entries = await api.entries()
    assert answer.json()["accepted"] == 50
    assert answer.json()["ids"] == [entry[b"m"].decode() for entry in entries]
    assert [json.loads(entry[b"p"])["id"] for entry in entries] == list(range(50))


async def test_an_empty_array_takes_nothing_and_is_no_error(api):
    answer = await api.post([])

    assert (answer.status_code, answer.json()) == (202, {"accepted": 0, "duplicates": 0, "ids": []})


async def test_ndjson_is_a_batch_and_blank_lines_are_nothing(api):
    body = b'{"id": 1}\r\n\n{"id": 2}\n'

    answer = await api.post(content=body, headers={"content-type": "application/x-ndjson"})

    assert answer.json()["accepted"] == 2
    assert [entry[b"p"] for entry in await api.entries()] == [b'{"id": 1}', b'{"id": 2}']


async def test_a_resend_is_answered_with_the_first_id_and_not_taken_again(api):
    first = (await api.post({"id": 7, "quantity": 1})).json()

    again = (await api.post({"id": 7, "quantity": 2})).json()

    assert again == {"accepted": 0, "duplicates": 1, "ids": first["ids"]}
    assert len(await api.entries()) == 1


async def test_two_applications_count_their_message_ids_apart(api):
    other = generate_key()
    from attrs import evolve

    api.definitions.applications["other"] = evolve(api.application, id="other")
    api.definitions.keys[other.id, other.digest] = "other"
    api.definitions.fed["other"] = (api.workflow,)
    await api.post({"id": 7})

    answer = await api.post({"id": 7}, headers={"X-API-Key": other.text})

    assert answer.json()["accepted"] == 1


async def test_dedup_by_content_takes_equal_payloads_once(api):
    await api.change(dedup=Dedup.CONTENT)

    answers = [(await api.post({"id": 1, "quantity": amount})).json()["accepted"] for amount in (1, 1, 2)]

    assert answers == [1, 0, 1]


async def test_without_dedup_equal_messages_are_all_taken(api):
    await api.change(dedup=Dedup.OFF)

    assert [(await api.post({"id": 1})).json()["accepted"] for _ in range(2)] == [1, 1]


async def test_an_idempotency_key_makes_a_resend_harmless(api):
    headers = {"Idempotency-Key": "order-1"}
    first = await api.post({"id": 1}, headers=headers)

    again = await api.post({"id": 1}, headers=headers)

    assert again.json() == {"accepted": 0, "duplicates": 1, "ids": first.json()["ids"]}


async def test_an_idempotency_key_with_another_body_is_a_conflict(api):
    await api.post({"id": 1}, headers={"Idempotency-Key": "order-1"})

    answer = await api.post({"id": 2}, headers={"Idempotency-Key": "order-1"})

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:nexus:problem:key-reused"
    assert len(await api.entries()) == 1


async def test_an_idempotency_key_covers_each_message_of_a_batch(api):
    headers = {"Idempotency-Key": "batch-1"}
    batch = [{"id": 1}, {"id": 2}]
    await api.post(batch, headers=headers)

    again = await api.post(batch, headers=headers)
    other = await api.post([{"id": 1}, {"id": 3}], headers=headers)

    assert again.json()["duplicates"] == 2
    assert other.status_code == 409
    assert [fault["index"] for fault in other.json()["errors"]] == [1]


async def test_a_conflict_tells_how_many_of_its_batch_were_taken(api):
    headers = {"Idempotency-Key": "batch-1"}
    await api.post([{"id": 1}], headers=headers)

    answer = await api.post([{"id": 2}, {"id": 3}, {"id": 4}], headers=headers)

    assert answer.status_code == 409
    assert " 2 messages of the batch were new" in answer.json()["detail"]


async def test_the_digest_is_that_of_application_and_message_id(api):
    await api.post({"id": 9})

    digest = hashlib.sha1(f"{api.application.id}:9".encode(), usedforsecurity=False).hexdigest()
    assert (
        await api.store.call(
            f"nexus:dedup:{{{api.workflow}}}:{digest}", "EXISTS", f"nexus:dedup:{{{api.workflow}}}:{digest}"
        )
        == 1
    )


@pytest.mark.parametrize("key", ["", "nonsense", generate_key().text], ids=["empty", "nonsense", "unknown"])
async def test_an_unknown_key_is_401_and_nothing_is_said_about_why(api, key):
    answer = await api.post({"id": 1}, headers={"X-API-Key": key})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:nexus:problem:unknown-key"


async def test_a_disabled_application_is_403_at_once(api):
    assert (await api.post({"id": 1})).status_code == 202

    await api.change(enabled=False)

    assert (await api.post({"id": 2})).status_code == 403


async def test_an_application_without_workflow_is_asked_to_try_later(api):
    api.definitions.fed.clear()

    answer = await api.post({"id": 1})

    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:nexus:problem:no-workflow"
    assert int(answer.headers["retry-after"]) == 30


@pytest.mark.parametrize(
    "body", [b"", b"{", b"nonsense", b'{"id": 1} {"id": 2}', b'{"id": NaN}', b'{"id": 1, "id": 2}', b"\xff"]
)
async def test_what_is_not_json_is_400(api, body):
    answer = await api.post(content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:nexus:problem:malformed"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
async def test_other_content_types_are_415_and_told_what_is_taken(api, content_type):
    answer = await api.post(content=b'{"id": 1}', headers={"content-type": content_type})

    assert answer.status_code == 415
    assert "application/x-ndjson" in answer.headers["accept-post"]


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/cloudevents+json"]
)
async def test_all_spellings_of_json_are_taken(api, content_type):
    assert (await api.post(content=b'{"id": 1}', headers={"content-type": content_type})).status_code == 202


async def test_a_violation_of_the_schema_is_422_with_every_fault(api):
    answer = await api.post({"quantity": -1, "customer": {"email": 5}})

    assert answer.status_code == 422
    assert {(fault["index"], fault["path"]) for fault in answer.json()["errors"]} == {
        (0, "id"),
        (0, "quantity"),
        (0, "customer.email"),
    }
    assert await api.entries() == []


async def test_nothing_of_a_batch_is_taken_if_one_message_is_bad(api):
    answer = await api.post([{"id": 1}, {"id": "x"}, {"id": 3}, 5])

    assert answer.status_code == 422
    assert {fault["index"] for fault in answer.json()["errors"]} == {1, 3}
    assert await api.entries() == []


async def test_partial_takes_the_good_ones_and_lists_the_bad(api):
    answer = await api.post([{"id": 1}, {"id": "x"}, {"id": 3}], path="/ingress?partial=true")

    taken = answer.json()
    assert answer.status_code == 202
    assert (taken["accepted"], taken["rejected"], taken["ids"][1]) == (2, 1, None)
    assert [fault["index"] for fault in taken["errors"]] == [1]
    assert [entry[b"m"].decode() for entry in await api.entries()] == [taken["ids"][0], taken["ids"][2]]


async def test_partial_with_nothing_good_is_422(api):
    assert (await api.post([{"id": "x"}], path="/ingress?partial=true")).status_code == 422


async def test_a_line_that_is_not_json_names_its_place(api):
    answer = await api.post(content=b'{"id": 1}\nnonsense\n', headers={"content-type": "application/x-ndjson"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["index"] == 1


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
async def test_compressed_bodies_are_taken(api, encoding, pack):
    body = pack(json.dumps([{"id": number} for number in range(100)]).encode())

    answer = await api.post(content=body, headers={"content-type": "application/json", "content-encoding": encoding})

    assert answer.json()["accepted"] == 100


async def test_other_encodings_are_415(api):
    answer = await api.post(content=b"x", headers={"content-type": "application/json", "content-encoding": "br"})

    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("fast", [True, False])
async def test_a_body_above_the_cap_is_413_before_and_after_decompression(store, fast):
    async with running(store, fast=fast, caps=Caps(body_bytes=1000, messages=3)) as api:
        plain = await api.post(content=b" " * 1001, headers={"content-type": "application/json"})
        bomb = await api.post(
            content=gzip.compress(b" " * 1_000_000 + b"{}")[:2000],
            headers={"content-type": "application/json", "content-encoding": "gzip"},
        )
        many = await api.post([{"id": number} for number in range(4)])

    assert [each.status_code for each in (plain, bomb, many)] == [413, 413, 413]


async def test_the_rate_limit_answers_429_and_says_when_to_come_back(api):
    await api.change(rate_limit=1.0, burst=2)

    answers = [await api.post({"id": number}) for number in range(3)]

    assert [each.status_code for each in answers] == [202, 202, 429]
    assert int(answers[2].headers["retry-after"]) >= 1


async def test_trace_context_travels_with_the_message(api):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    await api.post({"id": 1}, headers={"traceparent": trace, "x-request-id": "r-1"})
    await api.post({"id": 2}, headers={"traceparent": "nonsense"})

    first, second = await api.entries()
    assert json.loads(first[b"h"]) == {"traceparent": trace, "request_id": "r-1"}
    assert b"h" not in second


async def test_a_message_goes_to_every_workflow_that_the_application_feeds(api):
    api.definitions.fed[api.application.id] = (api.workflow, api.workflow + "-b")

    answer = await api.post({"id": 1})

    (one,), (two,) = await api.entries(), await api.entries(api.workflow + "-b")
    assert answer.json() == {"accepted": 1, "duplicates": 0, "ids": [one[b"m"].decode()]}
    assert one == two


async def test_a_resend_fills_the_workflow_that_had_missed_the_message(api):
    await api.post({"id": 1})
    api.definitions.fed[api.application.id] = (api.workflow, api.workflow + "-b")
    api.changed.put_nowait(None)
    await api.change()

    answer = await api.post({"id": 1})

    assert answer.json()["accepted"] == 1
    assert len(await api.entries()) == len(await api.entries(api.workflow + "-b")) == 1


async def test_a_store_that_is_away_is_503_and_says_that_the_outcome_is_unknown(api):
    with ValkeyServer(durable=True) as server:
        from nexus.streams.producer import StreamProducer
        from nexus.streams.store import connect

        store = connect(server.url())
        api.door.rules._producer = StreamProducer(store)
        assert (await api.post({"id": 1})).status_code == 202
        server.kill()
        answer = await api.post({"id": 2})
        await store.close()

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "send them again" in answer.json()["detail"]


async def test_a_full_store_is_503_with_retry_after(api):
    from nexus.errors import StoreFull
    from nexus.streams.producer import StreamProducer

    api.door.rules._producer = StreamProducer(api.store, refusal=lambda: StoreFull("85 % used", retry_after=7))

    answer = await api.post({"id": 1})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.json()["type"] == "urn:nexus:problem:store-full"


async def test_a_store_that_is_not_durable_is_503(api):
    from nexus.errors import NotDurable
    from nexus.streams.producer import StreamProducer

    api.door.rules._producer = StreamProducer(api.store, refusal=lambda: NotDurable("appendfsync is everysec"))

    answer = await api.post({"id": 1})

    assert (answer.status_code, answer.json()["type"]) == (503, "urn:nexus:problem:not-durable")


async def test_a_database_that_is_away_is_503_for_keys_that_are_not_known(api):
    api.definitions.away = OSError("gone")

    answer = await api.post({"id": 1})

    assert (answer.status_code, answer.json()["type"]) == (503, "urn:nexus:problem:definitions-away")


async def test_large_bodies_are_taken_too(api):
    batch = [{"id": number, "note": "x" * 300} for number in range(3000)]

    answer = await api.post(batch)

    assert answer.json()["accepted"] == 3000
    assert len(await api.entries()) == 3000
    assert api.door.rules._budget.used == 0
