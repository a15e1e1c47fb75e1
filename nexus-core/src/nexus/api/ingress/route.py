"""``POST /ingress`` as an ordinary route: for servers without the fast protocol, and for OpenAPI."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import HeaderParameter, QueryParameter
from msgspec import Meta, Struct

from nexus.api.ingress.door import Door
from nexus.api.ingress.request import PATHS, Head, IngressRequest, Reply

_TAKES: Final = """Takes one JSON object, a JSON array of objects, or NDJSON (`application/x-ndjson`), plain or with
`Content-Encoding: gzip` or `deflate`. `202` means that every message counted is on stable storage."""


class Taken(Struct):
    """What became of the messages of a request."""

    accepted: Annotated[int, Meta(description="Messages that were taken.")]
    duplicates: Annotated[int, Meta(description="Messages that had been taken before; not taken again.")]
    ids: Annotated[
        list[str | None],
        Meta(
            description="Message ids in the order of the request; a duplicate's first id; null where it was rejected."
        ),
    ]
    rejected: Annotated[int, Meta(description="With `?partial=true`: messages that were not valid.")] = 0


class Fault(Struct):
    """One fault in the input."""

    path: Annotated[str, Meta(description="Where in the message: `items[0].sku`.")]
    message: str
    index: Annotated[int, Meta(description="Which message of the batch.")] = 0


class ProblemDocument(Struct):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = []


def _refused(description: str) -> ResponseSpec:
    return ResponseSpec(
        ProblemDocument, description=description, media_type="application/problem+json", generate_examples=False
    )


_RESPONSES: Final = {
    202: ResponseSpec(Taken, description="Durable.", generate_examples=False),
    400: _refused("Not JSON."),
    401: _refused("Unknown API key."),
    403: _refused("The application is disabled."),
    409: _refused("The Idempotency-Key was used with another body."),
    413: _refused("Too large, before or after decompression, or too many messages."),
    415: _refused("Content type or encoding is not taken."),
    422: _refused("Messages do not fit the application's schema; nothing was taken."),
    429: _refused("Above the application's rate; see Retry-After."),
    503: _refused("Back-pressure, or no enabled workflow takes the messages; nothing was taken, see Retry-After."),
}


@dataclass
class _IngressOperation(Operation):
    """Describes the body, which the route reads as bytes."""

    def __post_init__(self) -> None:
        message = Schema(
            type=OpenAPIType.OBJECT,
            description="A message: fields as the application's schema has them.",
            examples=[{"id": 1, "customer": {"email": "ada@example.com"}, "total": 12.5}],
        )
        batch = Schema(type=OpenAPIType.ARRAY, items=message)
        self.request_body = RequestBody(
            required=True,
            content={
                "application/json": OpenAPIMediaType(schema=Schema(one_of=[message, batch])),
                "application/x-ndjson": OpenAPIMediaType(
                    schema=Schema(type=OpenAPIType.STRING, description="One JSON object per line.")
                ),
            },
        )


def ingress_routes(door: Door) -> list[HTTPRouteHandler]:
    """Return the routes, which apply the same rules as the fast protocol; the canonical one alone is in the schema."""
    *aliases, canonical = PATHS
    return [_route(door, [canonical], in_schema=True), _route(door, aliases, in_schema=False)]


def _route(door: Door, paths: Sequence[str], *, in_schema: bool) -> HTTPRouteHandler:
    @post(
        paths,
        status_code=202,
        include_in_schema=in_schema,
        operation_class=_IngressOperation,
        responses=_RESPONSES,
        tags=["ingress"],
        summary="Send messages",
        description=_TAKES,
        operation_id="send_messages",
        opt={"policy": "api_key"},
        security=[{"apiKey": []}],
        request_max_body_size=None,
    )
    async def ingress(
        request: Request[Any, Any, Any],
        idempotency_key: Annotated[  # noqa: ARG001 — named for OpenAPI; the rules read raw headers
            str, HeaderParameter(name="Idempotency-Key", description="Makes a resend of this request harmless.")
        ] = "",
        partial: Annotated[  # noqa: ARG001
            str,
            QueryParameter(
                name="partial", description="`true`: take the good messages of a batch even if others are bad."
            ),
        ] = "",
    ) -> Response[bytes]:
        started = door.now()
        reply = await _reply(door, request)
        client = (request.client.host, request.client.port) if request.client else None
        door.log(client, request.scope["path"].encode(), reply, door.now() - started)
        return response_of(reply, door.origins.header_fields(request.headers.get("origin", "").encode()))

    return ingress


def response_of(reply: Reply, further: Iterable[tuple[str, str]] = ()) -> Response[bytes]:
    """Return a reply as Litestar sends it, with further headers."""
    return Response(
        reply.body,
        status_code=reply.status,
        media_type=reply.media_type.decode(),
        headers=dict((*reply.headers, *further)),
    )


async def _reply(door: Door, request: Request[Any, Any, Any]) -> Reply:
    scope = request.scope
    head = Head(scope["headers"], scope["path"].encode(), scope["query_string"])
    cap = door.rules.caps.body_bytes
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > cap:
        return door.rules.refuse_size()
    early = door.rules.refuse_early(head)
    if early is not None:
        return early
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > cap:
            return door.rules.refuse_size()
    return await door.rules.reply(IngressRequest(head, b"".join(parts)))
