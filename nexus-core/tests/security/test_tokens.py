"""Signed tokens: everything that is not exactly ours is refused."""

import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from nexus.config import Secret
from nexus.security.tokens import ISSUER, Tokens

KEY = "k" * 48


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(Secret(KEY))


def claims(**changes) -> dict:
    moment = datetime.now(UTC)
    ours = {
        "iss": ISSUER,
        "aud": "nexus:access",
        "typ": "access",
        "sub": "user",
        "jti": "session",
        "iat": moment,
        "exp": moment + timedelta(minutes=1),
    }
    return {name: value for name, value in (ours | changes).items() if value is not None}


def signed(key=KEY, algorithm="HS256", **changes) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm)


def part(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_what_was_made_is_read(tokens):
    found = tokens.read_access(tokens.access("user", "session"))

    assert (found.subject, found.token) == ("user", "session")
    assert tokens.read_access(signed()) == found
    assert tokens.read_device(tokens.device("user")).subject == "user"


def test_a_token_without_a_signature_is_refused(tokens):
    plain = claims(iat=0, exp=2**40)
    for algorithm in ("none", "None", "NONE", ""):
        head = part({"alg": algorithm, "typ": "JWT"})
        assert tokens.read_access(f"{head}.{part(plain)}.") is None
        assert tokens.read_access(f"{head}.{part(plain)}") is None
    body = tokens.access("user", "session").rpartition(".")[0]
    assert tokens.read_access(f"{body}.") is None


def test_no_other_algorithm_is_taken_whatever_the_header_says(tokens):
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    assert tokens.read_access(signed(key=pem, algorithm="RS256")) is None
    # Key confusion: signed with our own secret under another algorithm of the same family.
    assert tokens.read_access(signed(key="k" * 64, algorithm="HS512")) is None
    assert Tokens(Secret("k" * 64)).read_access(signed(key="k" * 64, algorithm="HS512")) is None
    assert Tokens(Secret("k" * 64)).read_access(signed(key="k" * 64)) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": datetime.now(UTC) - timedelta(seconds=1)},
        {"exp": None},
        {"iss": "someone"},
        {"iss": None},
        {"aud": "nexus:device"},
        {"aud": None},
        {"typ": "device"},
        {"typ": None},
        {"sub": None},
        {"jti": None},
        {"iat": None},
        {"iat": datetime.now(UTC) + timedelta(hours=1)},
        {"nbf": datetime.now(UTC) + timedelta(hours=1)},
    ],
    ids=",".join,  # the names alone: moments differ from process to process
)
def test_a_claim_that_is_wrong_or_missing_makes_it_worthless(tokens, changes):
    assert tokens.read_access(signed(**changes)) is None


def test_another_secret_does_not_sign_for_us(tokens):
    assert tokens.read_access(signed(key="x" * 48)) is None


def test_one_kind_of_token_does_not_pass_for_another(tokens):
    assert tokens.read_access(tokens.device("user")) is None
    assert tokens.read_device(tokens.access("user", "session")) is None


def test_an_expired_token_is_refused():
    expired = Tokens(Secret(KEY), access_lifetime=timedelta(seconds=-1))

    assert expired.read_access(expired.access("user", "session")) is None


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "x" * 5000, "é.é.é", "\ud800.a.b", "eyJhbGciOiJIUzI1NiJ9.W10.x"]
)
def test_what_is_no_token_at_all_is_refused(tokens, text):
    assert tokens.read_access(text) is None


def test_a_token_with_one_bit_changed_is_refused(tokens):
    head, body, signature = tokens.access("user", "session").split(".")
    other = "B" if body[5] == "A" else "A"

    assert tokens.read_access(f"{head}.{body[:5]}{other}{body[6:]}.{signature}") is None


def test_the_secret_is_in_no_repr(tokens):
    assert KEY not in repr(vars(tokens))
