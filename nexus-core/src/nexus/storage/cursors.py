"""Opaque cursors: where a page ended, for the caller to hand back."""

import base64
import binascii
from typing import Any

import msgspec

from nexus.errors import FieldError, InvalidInput


def encode(*position: int | str) -> str:
    """Return the cursor that continues after ``position``."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).rstrip(b"=").decode()


def decode(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """Return the position that `encode` was given, of the types ``kinds``.

    Raises:
        InvalidInput: the text is no cursor of ours.
    """
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        position: tuple[Any, ...] = msgspec.json.decode(text, type=tuple.__class_getitem__(kinds))
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise InvalidInput([FieldError(path="cursor", message="use the cursor of the page before as it is")]) from None
    return position
