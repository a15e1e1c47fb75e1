"""An application with encryption takes envelopes, and nothing else; what is in them is held against all other rules."""

import base64
import gzip
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nexus.errors import Unopened
from nexus.model.credentials import MasterSecret
from nexus.security.envelopes import derive_key
from nexus.security.vault import PayloadVault

SECRETS = {1: bytes(range(32)), 2: bytes(range(1, 33))}


def seal(application, payload, mid, kid=1):
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    iv = os.urandom(12)
    bound = f"1\n{kid}\n{application.id}\n{mid}".encode()
    ciphertext = AESGCM(derive_key(application.id, SECRETS[kid])).encrypt(iv, text, bound)
    return {
        "v": 1,
        "kid": kid,
        "mid": mid,
        "iv": base64.b64encode(iv).decode(),
        "ct": base64.b64encode(ciphertext).decode(),
    }


@pytest.fixture
async def encrypted(api):
    api.definitions.secrets[api.application.id] = [MasterSecret(1, SECRETS[1])]
    await api.change(encryption=True)
    return api


async def test_what_an_envelope_holds_is_taken_and_its_id_makes_a_resend_harmless(encrypted):
    first = await encrypted.post(seal(encrypted.application, {"id": 1}, "m-1"))
    again = await encrypted.post(seal(encrypted.application, {"id": 1}, "m-1"))

    assert (first.status_code, first.json()["accepted"]) == (202, 1)
    assert again.json() == {"accepted": 0, "duplicates": 1, "ids": first.json()["ids"]}
    assert [entry[b"p"] for entry in await encrypted.entries()] == [b'{"id": 1}']


async def test_the_same_id_of_another_payload_of_the_schema_is_another_message(encrypted):
    """`message_id_path` is not asked: the envelope's own id is the message's."""
    for mid in ("m-1", "m-2"):
        assert (await encrypted.post(seal(encrypted.application, {"id": 1}, mid))).json()["accepted"] == 1


@pytest.mark.parametrize("body", [{"id": 1}, [{"id": 1}], 7, "text"])
async def test_a_plain_payload_does_not_pass_for_an_encrypted_one(encrypted, body):
    answer = await encrypted.post(body)

    assert answer.status_code == 422
    assert "takes nothing but envelopes" in answer.json()["errors"][0]["message"]
    assert await encrypted.entries() == []


async def test_what_is_no_json_is_400(encrypted):
    answer = await encrypted.post(content=b"{", headers={"content-type": "application/json"})

    assert answer.status_code == 400


async def test_an_envelope_of_a_plain_application_is_a_payload_like_any_other(api):
    await api.change(fields=(), message_id_path=None)

    assert (await api.post(seal(api.application, {"id": 1}, "m-1"))).status_code == 202
    assert set(json.loads((await api.entries())[0][b"p"])) == {"v", "kid", "mid", "iv", "ct"}


async def test_an_answer_to_what_does_not_open_names_index_and_place_and_nothing_of_the_content(encrypted):
    good = seal(encrypted.application, {"id": 1, "customer": {"email": "canary@example.com"}}, "m-1")
    moved = good | {"mid": "m-2"}
    strange = good | {"kid": 7}

    answer = await encrypted.post([good, moved, strange])

    assert answer.status_code == 422
    assert [(one["index"], one["path"]) for one in answer.json()["errors"]] == [(1, "ct"), (2, "kid")]
    assert "canary" not in answer.text
    assert good["ct"] not in answer.text
    assert await encrypted.entries() == []


async def test_with_partial_the_good_ones_of_a_batch_are_taken(encrypted):
    application = encrypted.application
    bodies = [
        seal(application, {"id": 1}, "m-1") | {"kid": 9},
        seal(application, {"id": 2}, "m-2"),
        seal(application, {"id": "three"}, "m-3"),
        seal(application, b"{", "m-4"),
        seal(application, {"id": 5}, "m-5"),
    ]

    answer = await encrypted.post(bodies, path="/ingress?partial=true")

    assert (answer.status_code, answer.json()["accepted"], answer.json()["rejected"]) == (202, 2, 3)
    assert [one["index"] for one in answer.json()["errors"]] == [0, 2, 3]
    assert [one is None for one in answer.json()["ids"]] == [True, False, True, True, False]
    assert [json.loads(entry[b"p"])["id"] for entry in await encrypted.entries()] == [2, 5]


async def test_ndjson_and_compressed_bodies_carry_envelopes_too(encrypted):
    lines = b"\n".join(json.dumps(seal(encrypted.application, {"id": n}, f"m-{n}")).encode() for n in range(3))
    headers = {"content-type": "application/x-ndjson", "content-encoding": "gzip"}

    answer = await encrypted.post(content=gzip.compress(lines), headers=headers)

    assert answer.json()["accepted"] == 3


async def test_the_id_in_the_envelope_counts_and_not_a_key_of_the_request(encrypted):
    headers = {"Idempotency-Key": "one"}
    for mid, taken in (("m-1", 1), ("m-2", 1), ("m-1", 0)):
        answer = await encrypted.post(seal(encrypted.application, {"id": 1}, mid), headers=headers)
        assert answer.json()["accepted"] == taken


async def test_a_former_version_is_taken_during_its_overlap_and_a_change_is_known_at_once(encrypted):
    soon = datetime.now(UTC) + timedelta(minutes=5)
    versions = encrypted.definitions.secrets[encrypted.application.id]
    versions[:] = [MasterSecret(2, SECRETS[2]), MasterSecret(1, SECRETS[1], soon)]
    await encrypted.change(encryption=True)
    for kid in (1, 2):
        answer = await encrypted.post(seal(encrypted.application, {"id": kid}, f"m-{kid}", kid))
        assert answer.status_code == 202

    versions[:] = [MasterSecret(2, SECRETS[2])]
    await encrypted.change(encryption=True)

    answer = await encrypted.post(seal(encrypted.application, {"id": 3}, "m-3", 1))
    assert answer.status_code == 422
    assert "no version 1" in answer.json()["errors"][0]["message"]


@pytest.fixture
async def kept(encrypted):
    await encrypted.change(encryption=True, keep_encrypted=True)
    return encrypted


def opened(kept, entry):
    vault = PayloadVault(Keys(kept.definitions.payload_key(kept.application)))
    vault.fetch(vault.lacking([entry[b"p"]]))
    return vault.open(entry[b"p"], "payload", entry[b"m"].decode())[1]


class Keys:
    def __init__(self, key):
        self._key = key

    def get(self, ids):
        return {self._key.id: self._key.key} if ids == [self._key.id] else {}


async def test_what_is_to_stay_encrypted_is_checked_and_goes_into_the_stream_under_a_key_of_the_servers(kept):
    first = await kept.post(seal(kept.application, {"id": 1}, "m-1"))
    again = await kept.post(seal(kept.application, {"id": 1}, "m-1"))
    wrong = await kept.post(seal(kept.application, {"id": "one"}, "m-2"))

    assert (first.status_code, first.json()["accepted"]) == (202, 1)
    assert again.json() == {"accepted": 0, "duplicates": 1, "ids": first.json()["ids"]}
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "id")
    [entry] = await kept.entries()
    assert b'"id"' not in entry[b"p"]
    assert opened(kept, entry) == b'{"id": 1}'


async def test_of_a_batch_each_message_is_sealed_for_itself(kept):
    batch = [seal(kept.application, {"id": number}, f"m-{number}") for number in range(3)]
    await kept.post(batch)

    entries = await kept.entries()
    assert [json.loads(opened(kept, entry))["id"] for entry in entries] == [0, 1, 2]
    with pytest.raises(Unopened):
        opened(kept, entries[0] | {b"m": entries[1][b"m"]})


async def test_once_it_is_switched_off_payloads_lie_in_clear_again(kept):
    await kept.change(encryption=True, keep_encrypted=False)
    await kept.post(seal(kept.application, {"id": 1}, "m-1"))

    assert [entry[b"p"] for entry in await kept.entries()] == [b'{"id": 1}']
