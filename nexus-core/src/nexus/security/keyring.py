"""Secrets at rest: AES-256-GCM under named keys, each ciphertext bound to the place where it is stored.

A token reads ``nx1.KID.BODY``: format version, id of the key, and base64url of nonce (12 bytes) + ciphertext + tag. The
additional data is the JSON array of version, key id, workspace, table, row and field, so that a token that is moved to
another row, or renamed to another key, does not open.
"""

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nexus.errors import ConfigurationError
from nexus.model.secret import SecretPlace

SETTING = "NEXUS_ENCRYPTION_KEYS"
_FORMAT = "nx1"
_NONCE = 12
_KEY_BYTES = 32
_KID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class MissingKey(ConfigurationError):
    """A secret is under a key that the ring does not have; nothing is dropped, it opens once the key is back.

    Attributes:
        kid: id of the missing key.
    """

    def __init__(self, kid: str, place: SecretPlace) -> None:
        self.kid = kid
        remedy = f"add the entry {kid}:… back to {SETTING}; after `nexus keys rotate` it may go"
        super().__init__(f"is encrypted under the key {kid!r}, which is missing", path=str(place), remedy=remedy)


class BrokenSecret(ConfigurationError):
    """A token that does not open at its place: it was moved, altered, or its key was exchanged under the same id."""

    def __init__(self, reason: str, place: SecretPlace) -> None:
        super().__init__(reason, path=str(place), remedy="restore the row from a backup, or enter the secret again")


class KeyRing:
    """The keys of ``NEXUS_ENCRYPTION_KEYS``: the first encrypts, all decrypt. `nexus.ports.SecretBox`."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ConfigurationError("no encryption key", path=SETTING, remedy="`nexus keys generate` prints one")
        for kid, key in keys.items():
            _require_sound(kid, key)
        self._ciphers = {kid: AESGCM(key) for kid, key in keys.items()}
        self.current = next(iter(keys))

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._ciphers)})"

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read ``kid:base64,kid:base64…``; the first is the one that encrypts.

        Raises:
            ConfigurationError: an entry is malformed; it is named by its position and kid, never by its key.
        """
        keys: dict[str, bytes] = {}
        for position, entry in enumerate(filter(None, (part.strip() for part in text.split(","))), start=1):
            kid, separator, encoded = entry.partition(":")
            if not separator:
                raise _malformed(f"entry {position} is not of the form kid:base64")
            if kid in keys:
                raise _malformed(f"the key id {kid!r} stands there twice")
            keys[kid] = _decode_key(kid, encoded)
        return cls(keys)

    def seal(self, plain: bytes, place: SecretPlace) -> str:
        """Return a token that opens at ``place`` only."""
        nonce = os.urandom(_NONCE)
        body = nonce + self._ciphers[self.current].encrypt(nonce, plain, _additional_data(self.current, place))
        return f"{_FORMAT}.{self.current}.{base64.urlsafe_b64encode(body).decode()}"

    def open(self, token: str, place: SecretPlace) -> bytes:
        """Return what was sealed.

        Raises:
            MissingKey: the ring lacks the key that the token names.
            BrokenSecret: the token is malformed, altered, or was sealed for another place.
        """
        kid, body = _split(token, place)
        cipher = self._ciphers.get(kid)
        if cipher is None:
            raise MissingKey(kid, place)
        try:
            return cipher.decrypt(body[:_NONCE], body[_NONCE:], _additional_data(kid, place))
        except (InvalidTag, ValueError):  # the library raises ValueError for a body too short to hold a nonce
            raise BrokenSecret(f"does not open with the key {kid!r}", place) from None

    def is_current(self, token: str) -> bool:
        """Whether the token is under the key that `seal` uses now."""
        return token.startswith(f"{_FORMAT}.{self.current}.")


def generate_key(kid: str | None = None) -> str:
    """Return a new ``kid:base64`` entry for ``NEXUS_ENCRYPTION_KEYS``; put it first, then run ``nexus keys rotate``."""
    name = kid or f"k{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(2)}"
    key = os.urandom(_KEY_BYTES)
    _require_sound(name, key)
    return f"{name}:{base64.b64encode(key).decode()}"


def _split(token: str, place: SecretPlace) -> tuple[str, bytes]:
    parts = token.split(".")
    if len(parts) != 3 or parts[0] != _FORMAT:
        raise BrokenSecret(f"is no {_FORMAT} token (written by a newer Nexus, or altered)", place)
    try:
        return parts[1], base64.b64decode(parts[2], altchars=b"-_", validate=True)
    except binascii.Error:
        raise BrokenSecret("is not base64", place) from None


def _additional_data(kid: str, place: SecretPlace) -> bytes:
    # A JSON array leaves no doubt where one part ends and the next begins.
    return json.dumps([_FORMAT, kid, place.workspace_id, place.table, place.row, place.field]).encode()


def _decode_key(kid: str, encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        raise _malformed(f"the key {kid!r} is not base64") from None


def _require_sound(kid: str, key: bytes) -> None:
    if not _KID.fullmatch(kid):
        raise _malformed(f"the key id {kid!r} must be 1 to 32 letters, digits, - or _")
    if len(key) != _KEY_BYTES:
        raise _malformed(f"the key {kid!r} has {len(key)} bytes; AES-256 takes {_KEY_BYTES}")


def _malformed(message: str) -> ConfigurationError:
    return ConfigurationError(message, path=SETTING, remedy="`nexus keys generate` prints a sound entry")
