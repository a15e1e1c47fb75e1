"""Signatures of webhooks.

Source: the Standard Webhooks specification (https://www.standardwebhooks.com), which defines the headers ``webhook-id``,
``webhook-timestamp`` and ``webhook-signature``; and ``X-Hub-Signature-256``, after WebSub (W3C, section 8) as widely used.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Final

PREFIX: Final = "whsec_"
TOLERANCE_S: Final = 300
"""Seconds that a timestamp may be off, either way."""


class Unverified(Exception):
    """A webhook that is not to be believed; the text says why."""


def key_of(secret: str) -> bytes:
    """Return the key of a secret: ``whsec_`` and base64, or any other text as it is.

    Raises:
        ValueError: what follows ``whsec_`` is no base64.
    """
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("what follows whsec_ is no base64") from error


def sign(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the ``webhook-signature`` of one key: HMAC-SHA256 of ``id.timestamp.body``."""
    signed = b"%b.%d.%b" % (message_id.encode(), timestamp, body)
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def verify_standard(keys: Iterable[bytes], headers: Mapping[str, str], body: bytes, now: float) -> str:
    """Verify a webhook by its headers (names in lower case), and return its id.

    Raises:
        Unverified: a header is missing, it is too old or from the future, or no key made its signature.
    """
    message_id, text = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "")
    if not message_id or not text or not given:
        raise Unverified("webhook-id, webhook-timestamp and webhook-signature must be there")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Unverified("webhook-timestamp is no number of seconds")
    timestamp = int(text)
    if abs(now - timestamp) > TOLERANCE_S:
        raise Unverified(f"webhook-timestamp is {abs(now - timestamp):.0f} s off; {TOLERANCE_S} s are taken")
    expected = [sign(key, message_id, timestamp, body).encode() for key in keys]
    if not _any_equal(expected, [one.encode() for one in given.split(" ")]):
        raise Unverified("the signature is not that of the secret")
    return message_id


def verify_hub(keys: Iterable[bytes], headers: Mapping[str, str], body: bytes) -> None:
    """Verify ``X-Hub-Signature-256``, which signs the body alone: an old webhook can be sent again.

    Raises:
        Unverified: the header is missing, or no key made it.
    """
    given = headers.get("x-hub-signature-256", "")
    if not given:
        raise Unverified("x-hub-signature-256 must be there")
    expected = [b"sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest().encode() for key in keys]
    if not _any_equal(expected, [given.encode()]):
        raise Unverified("the signature is not that of the secret")


def _any_equal(expected: Iterable[bytes], given: Iterable[bytes]) -> bool:
    """Compare all with all, in constant time."""
    candidates = list(given)
    return sum(hmac.compare_digest(one, other) for one in expected for other in candidates) > 0
