"""Sends each row as a signed webhook; what an endpoint answers decides what becomes of it."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import msgspec
from attrs import frozen

from nexus import (
    Batch,
    ConfigurationError,
    Context,
    InvalidInput,
    NexusError,
    Rejected,
    Retry,
    Unauthorized,
    Unavailable,
    WriteTarget,
)
from nexus.config import MASK, structure
from nexus_webhook.client import Answer, Client
from nexus_webhook.config import WebhookConfig, WebhookOptions
from nexus_webhook.signature import sign

_LONGEST_WAIT: Final = 24 * 3600.0
_SNIPPET: Final = 200
_OUR_FAULT: Final = frozenset({404, 405, 406, 411, 415, 426})

_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


@frozen
class Fate:
    """What became of one row: stored (no ``why``), rejected, or open with what to raise for it."""

    why: str = ""
    rejected: bool = False
    error: NexusError | None = None


STORED: Final = Fate()


def open_sink(config: WebhookConfig, target: WriteTarget, context: Context) -> "WebhookSink":
    """Open a pipeline's way to an endpoint; connects at the first write.

    Raises:
        ConfigurationError: an option cannot work.
    """
    try:
        options = structure(WebhookOptions, target.options, "options")
    except InvalidInput as error:
        raise ConfigurationError(str(error), path="options") from error
    client = context.shared("webhook-client", lambda: Client(config, context.egress), Client.close)
    return WebhookSink(config, client, target.pipeline_id, options.type)


class WebhookSink:
    """One pipeline's webhooks.

    Args:
        clock: seconds since 1970 (UTC).
    """

    def __init__(
        self,
        config: WebhookConfig,
        client: Client,
        pipeline_id: str,
        kind: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._config = config
        self._client = client
        self._pipeline_id = pipeline_id
        self._kind = kind
        self._clock = clock

    async def write(self, batch: Batch) -> None:
        """Send all rows; raises as `Sink.write` says."""
        fates: list[Fate | None] = [None] * len(batch)
        rows = iter(range(len(batch)))
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._config.concurrency, len(batch))):
                group.create_task(self._work(batch, rows, fates))
        _settle(fates)

    async def close(self) -> None:
        """Do nothing: the shared client is closed with its connection."""

    async def _work(self, batch: Batch, rows: Any, fates: list[Fate | None]) -> None:
        """Send rows one after another until there are none, or the endpoint cannot take any."""
        for index in rows:
            fates[index] = fate = await self._send(batch.rows[index], batch.ids[index])
            if fate.error is not None:
                for _ in rows:  # leaves the rest unsent, for the other workers too
                    pass

    async def _send(self, row: Any, message_id: str) -> Fate:
        now = self._clock()
        body = _encode(row if not self._kind else {"type": self._kind, "timestamp": _iso(now), "data": row})
        own_id = f"{self._pipeline_id}:{message_id}"  # the same at every attempt: receivers take it once
        signatures = " ".join(sign(key, own_id, int(now), body) for key in self._config.keys)
        headers = [
            ("host", self._config.address.netloc),
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("user-agent", "nexus-webhook"),
            ("webhook-id", own_id),
            ("webhook-timestamp", str(int(now))),
            ("webhook-signature", signatures),
        ]
        try:
            return self._judged(await self._client.post(headers, body))
        except NexusError as error:
            return Fate(str(error), error=error)

    def _judged(self, answer: Answer) -> Fate:
        status = answer.status
        if 200 <= status <= 299:
            return STORED
        why = f"the endpoint answered {status}{self._snippet(answer)}"
        if status == 410:  # Standard Webhooks: the endpoint wants no more of them, ever
            remedy = "it is gone for good: disable the pipeline, or correct the url"
            return Fate(why, error=ConfigurationError(why, path="url", remedy=remedy))
        if status in {401, 403, 407}:
            remedy = "compare the secret with the receiver's"
            return Fate(why, error=Unauthorized(why, path="secret", remedy=remedy))
        if status in {408, 425, 429} or status >= 500:
            return Fate(why, error=Unavailable(why, after=_retry_after(answer)))
        if status < 400 or status in _OUR_FAULT:
            remedy = "check the url; redirects are not followed"
            return Fate(why, error=ConfigurationError(why, path="url", remedy=remedy))
        return Fate(why, rejected=True)

    def _snippet(self, answer: Answer) -> str:
        text = answer.body[: 16 * _SNIPPET].decode("utf-8", "replace")
        for secret in (self._config.secret, self._config.former_secret):
            text = text if secret is None else text.replace(secret.reveal(), MASK)
        text = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()[:_SNIPPET]
        return f": {text}" if text else ""


def _settle(fates: Sequence[Fate | None]) -> None:
    """Raise the one exception that loses nothing of a batch and repeats least; return if all is stored."""
    rejected = {index: fate.why for index, fate in enumerate(fates) if fate is not None and fate.rejected}
    still_open = [index for index, fate in enumerate(fates) if fate is None or fate.error is not None]
    if not still_open:
        if rejected:
            raise Rejected(rejected)
        return
    first = next(fate.error for fate in fates if fate is not None and fate.error is not None)
    if len(still_open) == len(fates):
        raise first
    raise Retry(str(first), after=getattr(first, "after", None), indexes=still_open, rejected=rejected)


def _retry_after(answer: Answer) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, as a number or a date (RFC 9110 section 10.2.3)."""
    text = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,10}", text):
        return min(float(text), _LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)
    return min(max(seconds.total_seconds(), 0.0), _LONGEST_WAIT)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
