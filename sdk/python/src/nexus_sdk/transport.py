"""One request to ``/ingress``, tried again with the very same body and key until it is acknowledged or refused."""

import gzip
import logging
import time
from dataclasses import dataclass
from itertools import count
from typing import Final
from urllib.parse import urlsplit

from nexus_sdk.answers import Receipt, read_answer
from nexus_sdk.backoff import Retry, pause_before
from nexus_sdk.errors import ConfigurationError, NexusError, Refused, is_temporary
from nexus_sdk.plans import Exchange, Pause, Plan, exchange, work

_log: Final = logging.getLogger("nexus_sdk")


@dataclass(frozen=True, slots=True)
class Parcel:
    """Messages that travel together.

    Attributes:
        texts: messages as JSON.
        batch: they go as an array, even one alone.
        key: by which the server recognises a resend; none where it does so by the messages' own ids.
        partial: the good ones are taken even if others are bad.
        traceparent: the trace that they belong to.
    """

    texts: tuple[bytes, ...]
    batch: bool
    key: str | None = None
    partial: bool = False
    traceparent: str | None = None


class Transport:
    """Plans how parcels are sent.

    Args:
        url: of the server or of an agent.
        api_key: the application's.
        retry: of each request.
        gzip_from_bytes: bodies from this size on are compressed; None for never.

    Raises:
        ConfigurationError: URL or key cannot be used.
    """

    def __init__(self, url: str, api_key: str, retry: Retry, gzip_from_bytes: int | None) -> None:
        self.endpoint = _endpoint_of(url)
        if not (
            isinstance(api_key, str)
            and api_key.isascii()
            and api_key.isprintable()
            and api_key.strip() == api_key != ""
        ):
            raise ConfigurationError("api_key must be the application's key, nxk_…")
        self._api_key = api_key
        self._retry = retry
        self._gzip_from_bytes = gzip_from_bytes

    def send(self, parcel: Parcel) -> Plan[Receipt]:
        """Return the acknowledgement of a parcel.

        Raises:
            Refused: the server said no; ``is_unknown`` also counts the attempts before.
            ConnectionFailed: no attempt was acknowledged.
        """
        end = time.monotonic() + self._retry.total_s
        request = yield from self._request(parcel)
        is_unknown = False
        for attempt in count(1):
            try:
                return read_answer((yield from exchange(request)), len(parcel.texts))
            except NexusError as error:
                is_unknown = error.is_unknown = error.is_unknown or is_unknown
                if not is_temporary(error) or attempt > self._retry.attempts:
                    raise
                asked = error.retry_after_s if isinstance(error, Refused) else None
                seconds = pause_before(attempt, self._retry, asked)
                if time.monotonic() + seconds > end:
                    raise
                _log.info("Attempt %d failed, the next is in %.1f s: %s", attempt, seconds, error)
            yield Pause(seconds)
        raise AssertionError("attempts are counted without end")

    def _request(self, parcel: Parcel) -> Plan[Exchange]:
        content = b"[%b]" % b",".join(parcel.texts) if parcel.batch else parcel.texts[0]
        headers = {"X-API-Key": self._api_key, "Content-Type": "application/json"}
        if self._gzip_from_bytes is not None and len(content) >= self._gzip_from_bytes:
            compressed = yield from work(lambda: gzip.compress(content, 6, mtime=0))
            if len(compressed) < len(content):
                content, headers["Content-Encoding"] = compressed, "gzip"
        if parcel.key is not None:
            headers["Idempotency-Key"] = parcel.key
        if parcel.traceparent is not None:
            headers["traceparent"] = parcel.traceparent
        return Exchange(f"{self.endpoint}?partial=true" if parcel.partial else self.endpoint, headers, content)


def _endpoint_of(text: str) -> str:
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError as error:
        raise ConfigurationError(f"url is no URL ({error}): {text}; it looks like https://nexus.example.com") from None
    if url.username is not None or url.query or url.fragment:
        raise ConfigurationError("url must hold neither a user nor parameters")
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ConfigurationError(f"url must begin with http:// or https:// and a host: {text}")
    path = url.path.rstrip("/")
    return f"{url.scheme}://{url.netloc}{path if path.endswith('/ingress') else f'{path}/ingress'}"
