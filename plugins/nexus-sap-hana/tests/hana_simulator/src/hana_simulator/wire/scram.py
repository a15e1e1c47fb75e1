"""Authentication: SCRAMSHA256 and SCRAMPBKDF2SHA256, as public clients compute them."""

import hmac
import secrets
import struct
from collections.abc import Sequence
from hashlib import pbkdf2_hmac, sha256
from typing import Final

from attrs import frozen

from hana_simulator.wire import texts
from hana_simulator.wire.frames import ProtocolError

PLAIN: Final = "SCRAMSHA256"
PBKDF2: Final = "SCRAMPBKDF2SHA256"
METHODS: Final = (PBKDF2, PLAIN)
"""The methods that the server knows, the preferred one first."""

ROUNDS: Final = 15000
_LONG: Final = 0xFF
_LONGEST_SHORT: Final = 250
_FIELDS_OF_PROOF: Final = 3


def read_fields(data: bytes) -> list[bytes]:
    """Return a list of fields: their number, then each with its length."""
    try:
        (count,) = struct.unpack_from("<H", data)
        offset, fields = 2, []
        for _ in range(count):
            length = data[offset]
            offset += 1
            if length == _LONG:
                (length,) = struct.unpack_from(">H", data, offset)
                offset += 2
            fields.append(data[offset : offset + length])
            offset += length
    except (IndexError, struct.error) as error:
        raise ProtocolError("the authentication's fields are cut off") from error
    return fields


def write_fields(fields: Sequence[bytes]) -> bytes:
    """Return a list of fields as it travels."""
    return struct.pack("<H", len(fields)) + b"".join(_length(len(field)) + field for field in fields)


def _length(length: int) -> bytes:
    return bytes((length,)) if length <= _LONGEST_SHORT else struct.pack(">BH", _LONG, length)


@frozen
class Challenge:
    """What one log-in is proved against."""

    user: str
    method: str
    client: bytes
    salt: bytes
    server: bytes

    def reply(self) -> bytes:
        """Return what the client is asked."""
        inner = [self.salt, self.server]
        if self.method == PBKDF2:
            inner.append(struct.pack(">I", ROUNDS))
        return write_fields([self.method.encode(), write_fields(inner)])

    def proof(self, password: str) -> bytes:
        """Return the proof that only who knows the password can give."""
        key = sha256(self._salted(password)).digest()
        told = self.salt + self.server + self.client
        signature = hmac.digest(sha256(key).digest(), told, "sha256")
        return bytes(a ^ b for a, b in zip(signature, key, strict=True))

    def accepted(self, password: str) -> bytes:
        """Return the answer to a right proof: with PBKDF2 the server's own, by which it is known."""
        if self.method == PLAIN:
            return write_fields([self.method.encode(), b""])
        verifier = hmac.digest(self._salted(password), self.salt, "sha256")
        proof = hmac.digest(verifier, self.client + self.salt + self.server, "sha256")
        return write_fields([self.method.encode(), write_fields([proof])])

    def _salted(self, password: str) -> bytes:
        secret = texts.encode(password)
        if self.method == PBKDF2:
            return pbkdf2_hmac("sha256", secret, self.salt, ROUNDS, 32)
        return hmac.digest(secret, self.salt, "sha256")


def challenge(data: bytes, offered: Sequence[str]) -> Challenge | None:
    """Return the challenge for a client's first message, or None if it has no method in common with ``offered``."""
    user, *rest = read_fields(data)
    known = dict(zip(rest[::2], rest[1::2], strict=False))
    for method in offered:
        client = known.get(method.encode())
        if client is not None:
            return Challenge(texts.decode(user), method, client, secrets.token_bytes(16), secrets.token_bytes(48))
    return None


def given_proof(data: bytes) -> bytes:
    """Return the proof in a client's second message: the last 32 bytes of ``[user, method, [proof]]``.

    hdbcli writes the count of the inner list little-endian, node-hdb big-endian: it is not looked at.
    """
    fields = read_fields(data)
    if len(fields) < _FIELDS_OF_PROOF:
        raise ProtocolError("the client gives no proof")
    return fields[2][-sha256().digest_size :]
