"""What the centre tells one agent alone: sealed for the key that the agent has registered.

HPKE (RFC 9180) in its base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The info is ``nexus/agent/v1/`` and
the agent's id: what was sealed for one agent does not open as another's, should two have the same key. A sealed text is the
encapsulated key (32 bytes), the ciphertext and its tag.
"""

import base64
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from nexus.errors import NexusError

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotForUs(NexusError):
    """A sealed text was made for another key, or was changed."""


def decode_key(text: str) -> bytes:
    """Return the 32 bytes of a public key in base64.

    Raises:
        ValueError: it is none, or one that nothing can be sealed for.
    """
    key = base64.b64decode(text, validate=True)
    _SUITE.encrypt(b"", X25519PublicKey.from_public_bytes(key))  # points of small order are no keys (RFC 7748, 6.1)
    return key


def seal(agent_id: str, public_key: bytes, text: bytes) -> bytes:
    """Return a text that only the holder of a key can read.

    Args:
        agent_id: the agent's.
        public_key: 32 bytes of X25519.
        text: what the agent is told.
    """
    return _SUITE.encrypt(text, X25519PublicKey.from_public_bytes(public_key), info=_info(agent_id))


def unseal(agent_id: str, private_key: bytes, sealed: bytes) -> bytes:
    """Return what was sealed for an agent.

    Args:
        agent_id: the agent's.
        private_key: 32 bytes of X25519.
        sealed: of `seal`.

    Raises:
        NotForUs: it was made for another key or agent, or was changed.
    """
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), info=_info(agent_id))
    except (InvalidTag, ValueError):
        raise NotForUs(
            "what the centre sealed does not open with this agent's key: register the agent again, with a new token"
        ) from None


def _info(agent_id: str) -> bytes:
    return f"nexus/agent/v1/{agent_id}".encode()
