"""What leaves is sealed as by everyone else."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from nexus.model.credentials import MasterSecret
from nexus.security.envelopes import Opener
from nexus_sdk import ConfigurationError, Encryption, NexusClient, Sealer
from nexus_sdk import encryption as module

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "payload-encryption.json").read_text(encoding="utf-8"))
APPLICATION = "01a209ef-660d-7561-86a6-651d604f81d5"
SECRET = "AwoRGB8mLTQ7QklQV15lbHN6gYiPlp2kq7K5wMfO1dw="


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda vector: vector["name"])
def test_a_payload_is_sealed_as_by_everyone_else(vector):
    envelope = vector["envelope"]
    sealer = Sealer(Encryption(vector["application_id"], envelope["kid"], vector["secret"]))

    assert sealer.seal(vector["plaintext"].encode(), envelope["mid"], b64decode(envelope["iv"])) == envelope


def test_each_message_has_an_id_and_a_nonce_of_its_own_and_its_version_opens_it(nexus, client):
    sender = client(encryption=Encryption(APPLICATION, 2, SECRET))
    sender.send_many([{"id": 1}, {"id": 1}])
    sender.send({"id": 2})

    envelopes = [*nexus.bodies[0], nexus.bodies[1]]
    assert {one["kid"] for one in envelopes} == {2}
    assert len({one["iv"] for one in envelopes}) == len({one["mid"] for one in envelopes}) == 3
    opener = Opener(APPLICATION, [MasterSecret(2, b64decode(SECRET))])
    assert [json.loads(opener.open(json.dumps(one).encode()).payload)["id"] for one in envelopes] == [1, 1, 2]


def test_the_same_call_under_the_same_key_seals_messages_under_the_same_ids(nexus, client):
    sender = client(encryption=Encryption(APPLICATION, 1, SECRET))
    for _ in range(2):
        sender.send_batch([{"id": 1}, {"id": 2}, {"id": 3}], key="import-7", max_count=2)

    mids = [[one["mid"] for one in body] for body in nexus.bodies]
    assert mids == [["import-7/0", "import-7/1"], ["import-7/2"]] * 2


@pytest.mark.parametrize(
    ("encryption", "message"),
    [
        (Encryption(APPLICATION, 1, "short"), "base64 of 32 bytes"),
        (Encryption(APPLICATION, 1, "é"), "base64 of 32 bytes"),
        (Encryption(APPLICATION, 0, SECRET), "positive integer"),
        (Encryption(APPLICATION, True, SECRET), "positive integer"),
        (Encryption("", 1, SECRET), "application_id is empty"),
    ],
)
def test_secrets_that_cannot_be_used_are_refused(encryption, message):
    with pytest.raises(ConfigurationError, match=message):
        NexusClient("https://nexus.example.com", "nxk_1", encryption=encryption)


def test_without_the_library_that_it_needs_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(module, "_is_installed", False)

    with pytest.raises(ConfigurationError, match=r"pip install 'nexus-sdk\[encryption\]'"):
        Sealer(Encryption(APPLICATION, 1, SECRET))


def test_the_secret_shows_nowhere():
    assert SECRET not in repr(Encryption(APPLICATION, 1, SECRET))
