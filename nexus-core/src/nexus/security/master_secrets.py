"""Master secrets of applications, from which payload encryption derives its keys (HKDF-SHA256)."""

import base64
import os

from attrs import field, frozen

SECRET_BYTES = 32


@frozen
class NewMasterSecret:
    """A master secret at its birth: show ``text`` once, store ``secret`` encrypted."""

    secret: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """What is shown to a person."""
        return show_master_secret(self.secret)


def new_master_secret() -> NewMasterSecret:
    """Make a master secret."""
    return NewMasterSecret(generate_master_secret())


def generate_master_secret() -> bytes:
    """Return 256 random bits."""
    return os.urandom(SECRET_BYTES)


def show_master_secret(secret: bytes) -> str:
    """Return the text that is shown to a person, once: base64."""
    return base64.b64encode(secret).decode()
