"""What is sealed for an agent is read by that agent alone."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from nexus.security.agent_seals import NotForUs, decode_key, seal, unseal


@pytest.fixture
def pair():
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def test_what_is_sealed_is_read_by_whoever_has_the_key(pair):
    private, public = pair

    sealed = seal("agent-1", public, b"secret")

    assert b"secret" not in sealed
    assert sealed != seal("agent-1", public, b"secret")
    assert unseal("agent-1", private, sealed) == b"secret"


def test_it_opens_for_no_other_agent_key_or_text(pair):
    private, public = pair
    sealed = seal("agent-1", public, b"secret")
    other = X25519PrivateKey.generate().private_bytes_raw()

    for agent, key, text in (
        ("agent-2", private, sealed),
        ("agent-1", other, sealed),
        ("agent-1", private, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        ("agent-1", private, sealed[:20]),
        ("agent-1", private, b""),
    ):
        with pytest.raises(NotForUs):
            unseal(agent, key, text)


@pytest.mark.parametrize(
    "text", ["", "no base64!", base64.b64encode(bytes(31)).decode(), base64.b64encode(bytes(32)).decode()]
)
def test_what_is_no_key_that_one_can_seal_for_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 — whichever of the two libraries says it
        decode_key(text)


def test_a_key_is_read(pair):
    assert decode_key(base64.b64encode(pair[1]).decode()) == pair[1]
