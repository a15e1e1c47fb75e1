"""Failures of one kind get one fingerprint, so that a thousand dead letters read as one line."""

import hashlib
import re

_VARYING = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"  # UUIDs
    r"|\"[^\"]*\"|'[^']*'|\([^()]*\)"  # quoted values, tuples of values
    r"|\b0x[0-9a-fA-F]+\b|\d+(?:[.:,\-T]\d+)*Z?"  # numbers, dates, times
)


def fingerprint(pipeline_id: str, reason: str) -> str:
    """Return 16 hex digits that are equal for reasons of one pipeline that differ only in their values."""
    kind = _VARYING.sub("#", reason)
    return hashlib.sha256(f"{pipeline_id}\0{kind}".encode()).hexdigest()[:16]
