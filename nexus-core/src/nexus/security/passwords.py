"""Passwords: argon2id, hashed a few at a time, so that a flood of log-ins cannot take all memory and processors."""

import threading
from functools import cache

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from attrs import frozen

from nexus.errors import FieldError, InvalidInput

SHORTEST = 8
LONGEST = 1024
_BCRYPT_SEES = 72


@frozen
class Verdict:
    """Whether a password is right, and whether its hash is to be replaced by a new one of the same password."""

    ok: bool
    upgrade: bool = False


class Passwords:
    """Hashes and verifies with argon2id (RFC 9106, low-memory profile: 64 MiB for each hash in progress).

    Args:
        parallel: how many hashes may be computed at once; others wait.
    """

    def __init__(self, parallel: int = 2) -> None:
        self._argon2 = PasswordHasher()
        self._slots = threading.BoundedSemaphore(parallel)
        self._nobody = _hash_of_nobody()

    def hash(self, password: str) -> str:
        """Return the hash to store.

        Raises:
            InvalidInput: the password is too short or too long.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            message = f"must have {SHORTEST} to {LONGEST} characters"
            raise InvalidInput([FieldError(path="password", message=message)])
        with self._slots:
            return self._argon2.hash(password)

    def verify(self, password: str, stored: str | None) -> Verdict:
        """Compare; ``stored`` None (no such user) costs the same time and is never right."""
        if len(password) > LONGEST:
            return Verdict(ok=False)
        with self._slots:
            if stored is not None and stored.startswith("$2"):
                ok = _bcrypt_matches(password, stored)
                return Verdict(ok=ok, upgrade=ok)
            right = self._argon2_matches(password, stored or self._nobody)
        ok = right and stored is not None
        return Verdict(ok=ok, upgrade=ok and stored is not None and self._argon2.check_needs_rehash(stored))

    def _argon2_matches(self, password: str, stored: str) -> bool:
        try:
            return self._argon2.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _hash_of_nobody() -> str:
    """Return what is compared with when there is no such user, so that the answer takes as long as for a wrong password."""
    return PasswordHasher().hash("nobody has this password")


def _bcrypt_matches(password: str, stored: str) -> bool:
    try:
        # bcrypt has always seen the first 72 bytes only; its library now refuses more instead of cutting.
        return bcrypt.checkpw(password.encode()[:_BCRYPT_SEES], stored.encode())
    except ValueError:
        return False
