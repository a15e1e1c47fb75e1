import hashlib

import pytest

from nexus.security.api_keys import AGENT_TOKEN, generate_key, parse_key, same_digest


def test_a_key_is_found_again_by_its_id_and_digest():
    key = generate_key()
    assert key.text.startswith("nxk_")
    assert parse_key(key.text.encode()) == (key.id, key.digest)
    assert key.digest == hashlib.sha256(key.text.encode()).digest()


def test_keys_have_160_random_bits_beside_their_id():
    texts = {generate_key().text for _ in range(100)}
    assert len({text[17:] for text in texts}) == 100
    assert all(len(bytes.fromhex(text[17:])) * 8 == 160 for text in texts)


def test_an_agents_token_is_no_api_key():
    token = generate_key(AGENT_TOKEN)
    assert parse_key(token.text.encode()) is None
    assert parse_key(token.text.encode(), AGENT_TOKEN) == (token.id, token.digest)


@pytest.mark.parametrize(
    "value", [b"", b"nxk_", b"nxk_" + b"a" * 52, b"nxk_" + b"a" * 54, b"NXK_" + b"a" * 53, b"nxk_" + b"\xff" * 53]
)
def test_what_has_not_the_shape_of_a_key_is_none(value):
    assert parse_key(value) is None


def test_the_secret_is_in_no_repr():
    key = generate_key()
    assert key.text not in repr(key)
    assert repr(key.digest) not in repr(key)


def test_digests_are_compared_whole():
    key = generate_key()
    assert same_digest(key.digest, key.digest)
    assert not same_digest(key.digest, key.digest[:-1])
