"""Secrets in what is logged, told by their looks."""

import re
from typing import Final

_SECRETS: Final = (
    (re.compile(r"(?<=://)([^/@:\s]*):[^/@\s]+@"), r"\1:***@"),  # passwords in URLs
    (re.compile(r"\b(nx[ka]_[0-9a-f]{12})_[0-9a-f]{40}\b"), r"\1_***"),  # API keys and agent tokens
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE), r"\1 ***"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\b"), "***"),  # signed tokens
)
"""What no line may show, wherever it comes from: another library's message, an error's text, a traceback.

A safety net: what is known to be secret (`nexus.config.Secret`, configurations) never gets into a line in the first place.
"""


def masked(text: str) -> str:
    """Return a text without the secrets that can be told by their looks."""
    for pattern, mask in _SECRETS:
        text = pattern.sub(mask, text)
    return text
