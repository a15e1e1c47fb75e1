"""Encrypted payloads: ``{"v":1,"kid":…,"mid":…,"iv":…,"ct":…}`` as senders make them, opened.

AES-256-GCM under a key that HKDF-SHA256 (RFC 5869; salt empty, info ``nexus/payload/v1/APPLICATION``) derives from a version
of the application's master secret. Additional data: ``1``, the version, the application's id and the message id, a newline
between each: an envelope that is moved to another application, version or message id does not open. ``ct`` is the ciphertext
with the 16 bytes of the tag after it; ``iv`` and ``ct`` are base64. `sdk/vectors/payload-encryption.json` has examples.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from nexus.errors import FieldError
from nexus.model.credentials import MasterSecret

IV_BYTES: Final = 12
TAG_BYTES: Final = 16
LONGEST_ID: Final = 255


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An encrypted payload.

    Attributes:
        v: version of the form; there is 1.
        kid: version of the application's master secret.
        mid: the sender's id of the message, by which a resend is recognised.
        iv: never used twice under one key.
        ct: ciphertext and tag.
    """

    v: int
    kid: int
    mid: str
    iv: bytes
    ct: bytes


class Opened(NamedTuple):
    """What was in an envelope."""

    message_id: str
    payload: bytes


class Sealed(Exception):
    """An envelope does not open.

    Attributes:
        fault: where, and why; nothing of the content is in it.
        malformed: it is not JSON at all.
    """

    def __init__(self, path: str, message: str, *, malformed: bool = False) -> None:
        super().__init__(message)
        self.fault = FieldError(path, message)
        self.malformed = malformed


_decode = msgspec.json.Decoder(Envelope).decode


class Opens(Protocol):
    """Opens envelopes of one application."""

    def open(self, raw: bytes) -> Opened:
        """Return what is in an envelope; raises `Sealed`."""
        ...


class Carrier:
    """Takes envelopes of one application without opening them: for who hands them on, and has no secret."""

    def open(self, raw: bytes) -> Opened:
        """Return an envelope's message id, and the envelope; raises `Sealed` if it is none."""
        return Opened(_envelope(raw).mid, raw)


class Opener:
    """Opens envelopes of one application. Thread-safe.

    Args:
        application_id: whose.
        secrets: versions of its master secret; each opens as long as it is valid.
        clock: the time (UTC).
    """

    def __init__(
        self,
        application_id: str,
        secrets: Sequence[MasterSecret],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._application_id = application_id
        self._keys = {one.version: (AESGCM(derive_key(application_id, one.secret)), one.valid_until) for one in secrets}
        self._clock = clock

    def open(self, raw: bytes) -> Opened:
        """Return what is in an envelope.

        Raises:
            Sealed: it is none, was changed, or no valid secret opens it.
        """
        envelope = _envelope(raw)
        key, valid_until = self._keys.get(envelope.kid, (None, None))
        if key is None or (valid_until is not None and valid_until <= self._clock()):
            raise Sealed("kid", f"the application has no version {envelope.kid} of its secret that is valid now")
        bound = f"1\n{envelope.kid}\n{self._application_id}\n{envelope.mid}".encode()
        try:
            return Opened(envelope.mid, key.decrypt(envelope.iv, envelope.ct, bound))
        except InvalidTag:
            raise Sealed(
                "ct",
                f"does not open with version {envelope.kid} of the application's secret: "
                "it was changed, or made for another application, version or message id",
            ) from None


def derive_key(application_id: str, secret: bytes) -> bytes:
    """Return the 32 bytes of an application's key under a master secret."""
    info = b"nexus/payload/v1/" + application_id.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def _envelope(raw: bytes) -> Envelope:
    try:
        envelope = _decode(raw)
    except msgspec.ValidationError as error:
        raise Sealed(
            "",
            f"is no encrypted envelope ({error}): this application takes nothing but envelopes of v, kid, mid, iv and ct",
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Sealed("", str(error), malformed=True) from None
    if envelope.v != 1:
        raise Sealed("v", f"version {envelope.v} is not known; 1 is")
    if not 0 < len(envelope.mid) <= LONGEST_ID:
        raise Sealed("mid", f"must be a message id of 1 to {LONGEST_ID} characters")
    if len(envelope.iv) != IV_BYTES:
        raise Sealed("iv", f"must be {IV_BYTES} bytes in base64, not {len(envelope.iv)}")
    if len(envelope.ct) < TAG_BYTES:
        raise Sealed("ct", f"must be a ciphertext and its tag of {TAG_BYTES} bytes in base64")
    return envelope
