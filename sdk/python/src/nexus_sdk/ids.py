"""Ids of messages and batches: UUIDv7 (RFC 9562), which sort by the time they were made."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a new id, greater than those before it in this process."""
    global _last  # noqa: PLW0603 — the last id of the process
    # Section 6.2, method 3: the 12 bits after the milliseconds are a finer time, and grow with each id.
    with _lock:
        _last = fine = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
    milliseconds, fraction = divmod(fine, 4096)
    return str(UUID(int=milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62)))
