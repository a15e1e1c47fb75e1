"""API keys and agent tokens: ``nxk_`` + key id (12 hex) + ``_`` + secret (160 random bits as 40 hex).

The key id is public and names the row; of the whole key only SHA-256 is stored, which suffices because the secret is
random: there is nothing to guess that a slow hash would protect.
"""

import hashlib
import hmac
import secrets
from typing import Final

from attrs import field, frozen

API_KEY: Final = b"nxk_"
AGENT_TOKEN: Final = b"nxa_"

_ID = 12
_SECRET = 40
_PREFIX = 4
_ID_END = _PREFIX + _ID
_LENGTH = _ID_END + 1 + _SECRET


@frozen
class NewKey:
    """A key at its birth, the only time that ``text`` exists on our side: show it once, store id and digest."""

    id: str
    text: str = field(repr=False)
    digest: bytes = field(repr=False)


def generate_key(prefix: bytes = API_KEY) -> NewKey:
    """Make an API key, or an agent's token with the prefix `AGENT_TOKEN`."""
    key_id = secrets.token_hex(_ID // 2)
    text = f"{prefix.decode()}{key_id}_{secrets.token_hex(_SECRET // 2)}"
    return NewKey(id=key_id, text=text, digest=hashlib.sha256(text.encode()).digest())


def parse_key(value: bytes, prefix: bytes = API_KEY) -> tuple[str, bytes] | None:
    """Return key id and SHA-256 of the key that a sender shows, or None if it has not the shape of one.

    Called for every request: no regular expression, no exception.
    """
    if len(value) != _LENGTH or not value.startswith(prefix) or not value.isascii():
        return None
    return value[_PREFIX:_ID_END].decode(), hashlib.sha256(value).digest()


def same_digest(stored: bytes, shown: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(stored, shown)
