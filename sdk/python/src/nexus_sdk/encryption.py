r"""Payload encryption: AES-256-GCM under a key derived from the application's master secret.

Key: HKDF-SHA256 of the secret, salt empty, info ``nexus/payload/v1/{application id}``. Additional data:
``1\n{kid}\n{application id}\n{mid}``. The test vectors stand in ``sdk/vectors/payload-encryption.json``.
"""

import os
from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass, field
from typing import TypedDict

from nexus_sdk.errors import ConfigurationError
from nexus_sdk.ids import new_id

try:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:
    _is_installed = False
else:
    _is_installed = True


@dataclass(frozen=True, slots=True)
class Encryption:
    """The master secret of an application, as it is shown once when it is made.

    Attributes:
        application_id: whose secret it is.
        version: of the secret, a positive integer.
        secret: 32 bytes in standard base64.
    """

    application_id: str
    version: int
    secret: str = field(repr=False)


class Envelope(TypedDict):
    """An encrypted payload.

    Attributes:
        v: version of the form; there is 1.
        kid: version of the application's master secret.
        mid: the id of the message, by which a resend is recognised.
        iv: 12 bytes in base64.
        ct: ciphertext and tag in base64.
    """

    v: int
    kid: int
    mid: str
    iv: str
    ct: str


class Sealer:
    """Encrypts the payloads of one application. Thread-safe.

    Raises:
        ConfigurationError: the secret, its version or the application's id cannot be used, or cryptography is missing.
    """

    def __init__(self, encryption: Encryption) -> None:
        if not _is_installed:
            raise ConfigurationError("encryption needs the library cryptography: pip install 'nexus-sdk[encryption]'")
        if isinstance(encryption.version, bool) or not isinstance(encryption.version, int) or encryption.version < 1:
            raise ConfigurationError("encryption: version must be the secret's version, a positive integer")
        if not encryption.application_id:
            raise ConfigurationError("encryption: application_id is empty")
        info = f"nexus/payload/v1/{encryption.application_id}".encode()
        secret = _secret_of(encryption.secret)
        self._encryption = encryption
        self._cipher = AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret))

    def seal(self, payload: bytes, mid: str | None = None, iv: bytes | None = None) -> Envelope:
        """Return the envelope of a payload.

        Args:
            payload: the message as JSON.
            mid: its message id, by which a resend is recognised; a new one unless given.
            iv: 12 bytes that are never used twice; given only to compare with test vectors.
        """
        mid = mid or new_id()
        iv = iv or os.urandom(12)
        kid = self._encryption.version
        bound = f"1\n{kid}\n{self._encryption.application_id}\n{mid}".encode()
        sealed = self._cipher.encrypt(iv, payload, bound)
        return {"v": 1, "kid": kid, "mid": mid, "iv": b64encode(iv).decode(), "ct": b64encode(sealed).decode()}


def _secret_of(text: str) -> bytes:
    try:
        secret = b64decode(text, validate=True)
    except (Error, ValueError):
        secret = b""
    if len(secret) != 32:
        raise ConfigurationError("encryption: secret must be the base64 of 32 bytes, as it was shown when it was made")
    return secret
