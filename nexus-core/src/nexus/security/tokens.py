"""Signed tokens (JWT): who sent a request, and which device a person has logged in from before.

One algorithm, HS256 (RFC 7518 §3.2), whatever a token's header says; ``iss``, ``aud``, ``exp`` and ``typ`` are checked, so
that no token passes for another kind. What a token says is believed for its lifetime only, and who it names is looked up.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
from attrs import frozen

from nexus.config import Secret

ISSUER: Final = "nexus"
ALGORITHM: Final = "HS256"
ACCESS_LIFETIME: Final = timedelta(minutes=10)
DEVICE_LIFETIME: Final = timedelta(days=180)

_LONGEST: Final = 4096
_REQUIRED: Final = ("iss", "aud", "exp", "iat", "typ", "sub", "jti")


@frozen
class Claims:
    """What a token of ours says.

    Attributes:
        subject: id of the user.
        token: id of the token: of an access token the session that it belongs to.
    """

    subject: str
    token: str


class Tokens:
    """Makes and reads tokens.

    Args:
        secret: ``NEXUS_JWT_SECRET``.
        access_lifetime: how long an access token is taken.
        device_lifetime: how long a device is remembered.
    """

    def __init__(
        self,
        secret: Secret,
        *,
        access_lifetime: timedelta = ACCESS_LIFETIME,
        device_lifetime: timedelta = DEVICE_LIFETIME,
    ) -> None:
        self._secret = secret
        self.access_lifetime = access_lifetime
        self.device_lifetime = device_lifetime

    def access(self, user_id: str, session_id: str) -> str:
        """Return an access token of a session."""
        return self._make("access", self.access_lifetime, user_id, session_id)

    def read_access(self, text: str) -> Claims | None:
        """Return what an access token says, or None if it is not a valid one of ours."""
        return self._read("access", text)

    def device(self, user_id: str) -> str:
        """Return the token that marks a device from which a person has logged in."""
        return self._make("device", self.device_lifetime, user_id, uuid.uuid4().hex)

    def read_device(self, text: str) -> Claims | None:
        """Return what a device token says, or None if it is not a valid one of ours."""
        return self._read("device", text)

    def _make(self, kind: str, lifetime: timedelta, subject: str, token: str) -> str:
        moment = datetime.now(UTC)
        claims = {
            "iss": ISSUER,
            "aud": _audience(kind),
            "typ": kind,
            "sub": subject,
            "jti": token,
            "iat": moment,
            "exp": moment + lifetime,
        }
        return jwt.encode(claims, self._secret.reveal(), algorithm=ALGORITHM)

    def _read(self, kind: str, text: str) -> Claims | None:
        if len(text) > _LONGEST:
            return None
        try:
            claims: dict[str, Any] = jwt.decode(
                text,
                self._secret.reveal(),
                algorithms=[ALGORITHM],  # security, tokens: never the algorithm that the token asks for
                issuer=ISSUER,
                audience=_audience(kind),
                options={"require": list(_REQUIRED)},
            )
        except (jwt.PyJWTError, ValueError):
            return None
        return Claims(claims["sub"], claims["jti"]) if claims["typ"] == kind else None


def _audience(kind: str) -> str:
    return f"nexus:{kind}"
