"""Messages at rest: as they came, or encrypted with AES-256-GCM under a key ring."""

from typing import Protocol

from nexus.edge import KeyRing, SecretPlace


class Sealing(Protocol):
    """Makes of a text what is stored, and back."""

    def seal(self, text: bytes, message_id: str) -> bytes:
        """Return what is stored."""
        ...

    def open(self, stored: bytes, message_id: str) -> bytes:
        """Return the text; raises ConfigurationError if a key is missing."""
        ...


class Plain:
    """Stores texts as they are."""

    def seal(self, text: bytes, message_id: str) -> bytes:  # noqa: ARG002 — as `Sealing` has it
        """Return the text."""
        return text

    def open(self, stored: bytes, message_id: str) -> bytes:
        """Return the text."""
        if stored.startswith(_MARK):
            return Sealed(None).open(stored, message_id)
        return stored


class Sealed:
    """Stores texts encrypted, each bound to its message; texts from before there were keys are read as they are.

    Args:
        ring: the keys: the first encrypts, all decrypt; None where there are none (any more).
    """

    def __init__(self, ring: KeyRing | None) -> None:
        self._ring = ring

    def seal(self, text: bytes, message_id: str) -> bytes:
        """Return a token."""
        assert self._ring is not None
        return self._ring.seal(text, _place(message_id)).encode()

    def open(self, stored: bytes, message_id: str) -> bytes:
        """Return the text of a token."""
        if not stored.startswith(_MARK):
            return stored
        ring = self._ring or KeyRing({"none": bytes(32)})  # tells which key is missing
        return ring.open(stored.decode("latin-1"), _place(message_id))


_MARK = b"nx1."
"""No JSON begins so."""


def _place(message_id: str) -> SecretPlace:
    return SecretPlace("", "queue", message_id, "payload")
