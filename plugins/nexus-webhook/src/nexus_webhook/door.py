"""Takes requests: verifies them, hands them on, and answers when they are durable. An ASGI application."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

import msgspec
from attrs import define, frozen

from nexus import NexusError, SourceMessage
from nexus_webhook.config import Endpoint, ListenerConfig
from nexus_webhook.rejections import Rejections
from nexus_webhook.signature import Unverified, verify_hub, verify_standard

_RETRY_AFTER: Final = b"5"

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]


@define(eq=False)
class Waiting:
    """A webhook that is not durable yet."""

    message: SourceMessage
    stored: "asyncio.Future[None]"


@frozen
class _Refusal(Exception):
    """What is answered to a request that is not taken."""

    status: int
    why: str
    body: bytes = b""
    rejected: bool = False


class Door:
    """The application.

    Args:
        config: its endpoints and limits.
        wanted: names of the endpoints that workflows take messages of.
        rejections: told of what is not believed.
        clock: seconds since 1970 (UTC).

    Attributes:
        queue: webhooks that wait to be stored, in the order in which they came.
    """

    def __init__(
        self,
        config: ListenerConfig,
        wanted: "frozenset[str]",
        rejections: Rejections,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._config = config
        self._endpoints = {one.path: one for one in config.endpoints}
        self._wanted = wanted
        self._rejections = rejections
        self._clock = clock
        self._waiting = 0
        self.queue: asyncio.Queue[Waiting] = asyncio.Queue()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            endpoint = self._endpoint(scope)
            body = await self._body(receive)
            message = self._believed(endpoint, _headers(scope), body)
            await self._stored(message)
        except _Refusal as refusal:
            if refusal.rejected:
                client = scope.get("client") or ("unknown", 0)
                self._rejections.add(str(client[0]), scope["path"], refusal.why, refusal.body)
            await _answer(send, refusal.status, refusal.why.encode())
        else:
            await _answer(send, 202, b"stored")

    def _endpoint(self, scope: Mapping[str, Any]) -> Endpoint:
        endpoint = self._endpoints.get(scope["path"])
        if endpoint is None:
            raise _Refusal(404, "no endpoint is here", rejected=True)
        if scope["method"] != "POST":
            raise _Refusal(405, "webhooks are sent by POST")
        if endpoint.name not in self._wanted:
            raise _Refusal(503, "no workflow takes these webhooks now")
        if self._waiting >= self._config.max_waiting:
            raise _Refusal(503, "too many webhooks wait to be stored")
        return endpoint

    async def _body(self, receive: Receive) -> bytes:
        pieces, size, more = [], 0, True
        while more:
            event = await receive()
            if event["type"] == "http.disconnect":
                raise _Refusal(400, "the request was cut off")
            pieces.append(event.get("body", b""))
            size += len(pieces[-1])
            more = event.get("more_body", False)
            if size > self._config.max_body_bytes:
                raise _Refusal(413, f"more than {self._config.max_body_bytes} bytes", rejected=True)
        return b"".join(pieces)

    def _believed(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> SourceMessage:
        """Return the message of a webhook whose signature is right."""
        try:
            if endpoint.scheme == "standard":
                message_id: str | None = verify_standard(endpoint.keys, headers, body, self._clock())
            else:
                verify_hub(endpoint.keys, headers, body)
                message_id = headers.get(endpoint.id_header.lower()) if endpoint.id_header else None
        except Unverified as error:
            raise _Refusal(401, str(error), body, rejected=True) from error
        about = {
            name: value
            for name, value in headers.items()
            if name.startswith(("webhook-", "x-")) and "signature" not in name
        }
        return SourceMessage(body, message_id, {"endpoint": endpoint.name, **about}, _fault(body), endpoint.name)

    async def _stored(self, message: SourceMessage) -> None:
        waiting = Waiting(message, asyncio.get_running_loop().create_future())
        self._waiting += 1
        self.queue.put_nowait(waiting)
        try:
            await waiting.stored
        except NexusError as error:
            raise _Refusal(503, "it cannot be stored now") from error
        finally:
            self._waiting -= 1


def _headers(scope: Mapping[str, Any]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _fault(body: bytes) -> str:
    """Return why a body is no message: its sender is known, so it becomes a dead letter instead of being refused."""
    try:
        body.decode()
        msgspec.json.decode(body, type=msgspec.Raw)
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        return f"the body is no JSON: {error}"
    return ""


async def _answer(send: Send, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(text))]
    if status == 503:
        headers.append((b"retry-after", _RETRY_AFTER))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
