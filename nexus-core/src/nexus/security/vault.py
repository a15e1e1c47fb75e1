"""Payloads that the stream store keeps encrypted: sealed as they go there, opened where they are read.

``NUL`` (no JSON text begins with it), the form (1), 16 bytes of the payload key's id, 12 of the nonce, ciphertext with tag:
AES-256-GCM. Additional data: what it is (a payload, a scheduled delivery, a dead letter) and the message's id, so that
nothing that is moved to another message, or another place, opens.
"""

import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nexus.errors import Unopened
from nexus.model.credentials import PayloadKey

_FORM: Final = b"\0\1"
_ID: Final = slice(2, 18)
_NONCE: Final = slice(18, 30)
_BODY: Final = slice(30, None)
_TAG_BYTES: Final = 16


class PayloadKeySource(Protocol):
    """Where payload keys are kept. Synchronous."""

    def get(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """Return those keys that there are, by id; raises ConfigurationError if a key of the ring is missing."""
        ...

    def current(self, workspace_id: str, application_id: str) -> PayloadKey:
        """Return the key that encrypts now; raises as `get`."""
        ...


class PayloadVault:
    """The `nexus.ports.Vault`: has at hand the keys that it was asked for once. Thread-safe."""

    def __init__(self, source: PayloadKeySource) -> None:
        self._source = source
        self._ciphers: dict[str, AESGCM] = {}

    def current(self, workspace_id: str, application_id: str) -> str:
        """Return the id of the key under which payloads of an application are sealed now; asks the source."""
        found = self._source.current(workspace_id, application_id)
        self._ciphers[found.id] = AESGCM(found.key)
        return found.id

    def lacking(self, sealed: Iterable[bytes]) -> Sequence[str]:
        """Return the ids of keys that are needed and not at hand."""
        ids = {_key_id(one) for one in sealed if _is_whole(one)}
        return sorted(ids - self._ciphers.keys())

    def fetch(self, ids: Sequence[str]) -> None:
        """Get keys from the source; those that it does not have stay lacking. Raises as the source."""
        if ids:
            self._ciphers |= {key_id: AESGCM(key) for key_id, key in self._source.get(ids).items()}

    def seal(self, key_id: str, plain: bytes, part: str, message_id: str) -> bytes:
        """Encrypt what belongs to a message, under a key that is at hand."""
        return _sealed(self._ciphers[key_id], key_id, plain, part, message_id)

    def open(self, sealed: bytes, part: str, message_id: str) -> tuple[str, bytes]:
        """Return the id of the key, and what was sealed; raises `Unopened`."""
        if not _is_whole(sealed):
            raise Unopened("is no payload that was kept encrypted: it begins with NUL, and is none")
        key_id = _key_id(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Unopened(f"is kept encrypted, and the metadata database has no payload key {key_id}")
        try:
            return key_id, cipher.decrypt(sealed[_NONCE], sealed[_BODY], _bound(part, message_id))
        except InvalidTag:
            raise Unopened(f"is kept encrypted, and does not open under the payload key {key_id}: altered") from None


class Keeper:
    """Seals the payloads of one application, for ingress."""

    def __init__(self, key: PayloadKey) -> None:
        self._key_id = key.id
        self._cipher = AESGCM(key.key)

    def seal(self, payload: bytes, message_id: str) -> bytes:
        """Return what goes into the stream in the place of a message's payload."""
        return _sealed(self._cipher, self._key_id, payload, "payload", message_id)


def _sealed(cipher: AESGCM, key_id: str, plain: bytes, part: str, message_id: str) -> bytes:
    nonce = os.urandom(_NONCE.stop - _NONCE.start)
    return b"".join((_FORM, uuid.UUID(key_id).bytes, nonce, cipher.encrypt(nonce, plain, _bound(part, message_id))))


def _bound(part: str, message_id: str) -> bytes:
    return f"nexus/kept/v1\n{part}\n{message_id}".encode()


def _is_whole(sealed: bytes) -> bool:
    return sealed.startswith(_FORM) and len(sealed) >= _BODY.start + _TAG_BYTES


def _key_id(sealed: bytes) -> str:
    return str(uuid.UUID(bytes=sealed[_ID]))
