"""Master secrets of applications, from which payload encryption derives its keys (HKDF-SHA256)."""

import base64
import os

SECRET_BYTES = 32


def generate_master_secret() -> bytes:
    """Return 256 random bits."""
    return os.urandom(SECRET_BYTES)


def show_master_secret(secret: bytes) -> str:
    """Return the text that is shown to a person, once: base64."""
    return base64.b64encode(secret).decode()
