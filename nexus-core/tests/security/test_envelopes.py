"""Envelopes open as the vectors say that all who encrypt payloads agree on."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.model.credentials import MasterSecret
from nexus.security.envelopes import Opener, Sealed, derive_key

VECTORS = json.loads((Path(__file__).parents[3] / "sdk/vectors/payload-encryption.json").read_text())
GOOD = VECTORS["valid"][0]


def opener_of(vector, **options):
    secret = base64.b64decode(vector["secret"])
    versions = [MasterSecret(number, secret) for number in (1, 2, vector["envelope"]["kid"])]
    return Opener(vector["application_id"], versions, **options)


def raw(vector, **changes):
    return json.dumps(vector["envelope"] | changes).encode()


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda vector: vector["name"])
def test_what_senders_seal_opens(vector):
    key = derive_key(vector["application_id"], base64.b64decode(vector["secret"]))
    opened = opener_of(vector).open(raw(vector))

    assert base64.b64encode(key).decode() == vector["derived_key"]
    assert opened == (vector["envelope"]["mid"], vector["plaintext"].encode())


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda vector: vector["name"])
def test_what_was_changed_or_moved_does_not_open(vector):
    with pytest.raises(Sealed):
        opener_of(vector).open(raw(vector))


@pytest.mark.parametrize(
    ("changes", "path", "why"),
    [
        ({"v": 2}, "v", "version 2 is not known"),
        ({"kid": 9}, "kid", "no version 9"),
        ({"kid": "1"}, "", "no encrypted envelope"),
        ({"mid": ""}, "mid", "1 to 255"),
        ({"mid": "x" * 256}, "mid", "1 to 255"),
        ({"iv": "AAAA"}, "iv", "12 bytes"),
        ({"iv": "?"}, "", "no encrypted envelope"),
        ({"ct": "AAAA"}, "ct", "tag of 16 bytes"),
        ({"more": 1}, "", "no encrypted envelope"),
    ],
)
def test_a_fault_names_its_place(changes, path, why):
    with pytest.raises(Sealed, match=why) as caught:
        opener_of(GOOD).open(raw(GOOD, **changes))

    assert caught.value.fault.path == path
    assert not caught.value.malformed


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"nonsense"])
def test_what_is_no_json_is_malformed(body):
    with pytest.raises(Sealed) as caught:
        opener_of(GOOD).open(body)

    assert caught.value.malformed


def test_a_former_version_opens_until_its_overlap_is_over():
    end = datetime(2026, 1, 2, tzinfo=UTC)
    times = iter([end - timedelta(seconds=1), end])
    secret = MasterSecret(1, base64.b64decode(GOOD["secret"]), end)
    opener = Opener(GOOD["application_id"], [secret], clock=lambda: next(times))

    assert opener.open(raw(GOOD)).payload == GOOD["plaintext"].encode()
    with pytest.raises(Sealed, match="no version 1"):
        opener.open(raw(GOOD))


@given(st.binary(max_size=300))
def test_no_input_does_anything_else_than_not_open(body):
    with pytest.raises(Sealed):
        opener_of(GOOD).open(body)


@given(st.integers(0, 500), st.integers(1, 255))
def test_every_changed_byte_of_a_ciphertext_is_noticed(place, change):
    ciphertext = bytearray(base64.b64decode(GOOD["envelope"]["ct"]))
    ciphertext[place % len(ciphertext)] ^= change
    with pytest.raises(Sealed, match="does not open"):
        opener_of(GOOD).open(raw(GOOD, ct=base64.b64encode(bytes(ciphertext)).decode()))
