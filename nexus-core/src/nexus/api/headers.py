"""Headers and cookies of answers, by name."""

from typing import Final

REFRESH_COOKIE: Final = "nexus_refresh"
"""Name of the cookie with the refresh token."""

SECURITY_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""For answers of the API, which are data: nothing in them may be framed, sniffed, kept or run. Pages of the dashboard set
their own ``Content-Security-Policy`` and ``Cache-Control``, which stay."""
