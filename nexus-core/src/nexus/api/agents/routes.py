"""``POST /agents/register``, ``/agents/messages`` and ``/agents/sources/{id}/messages``: what agents tell the centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, JSONBody, QueryParameter

from nexus.api.agents.forwarding import Forwarding
from nexus.api.agents.receiving import Receiving
from nexus.api.ingress.request import Head, IngressRequest
from nexus.api.ingress.route import Taken, response_of
from nexus.api.management.caller import agent_of
from nexus.api.management.policy import Policy
from nexus.api.management.routing import route
from nexus.config import define, field
from nexus.errors import FieldError, InvalidInput
from nexus.security.agent_seals import decode_key
from nexus.services.agents import AgentDesk

_DESCRIPTION: Final = """One application's messages in the order in which they were taken, one JSON object a line: `id`, the
message id that the agent gave (a UUID); `payload`, as the sender sent it; `digest`, by which the agent recognises a resend,
or null; `same_body`, whether that is the digest of an `Idempotency-Key`; `headers`, with `traceparent`, `tracestate` and
`request_id`. What is good is taken; what is not has null among the `ids`, and is the agent's to keep."""


_RECEIVED: Final = """What an agent has taken of a source, oldest first, one JSON object a line: `id`, the message id that
the agent gave (a UUID); `payload`, where it is JSON in one line, else `bytes` in base64; `subscription` that it came by;
`message_id` of the upstream, or null; `metadata`, which mappings reach under `message.headers`; `error`, if it could not be
read. What does not fit its subscription becomes a dead letter, as at a receiver."""


@define
class RegistrationDocument:
    """The key of an agent."""

    EXAMPLE: ClassVar = {"public_key": "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="}

    public_key: str = field(title="Public key", help="32 bytes of X25519 in base64; the agent keeps the private one.")


_TEXT, _FLAG, _SOME = (Schema(type=one) for one in (OpenAPIType.STRING, OpenAPIType.BOOLEAN, OpenAPIType.OBJECT))


@dataclass
class _LinesOperation(Operation):
    """Describes the body, which the route reads as bytes."""

    FIELDS: ClassVar[Mapping[str, Schema]] = {}
    REQUIRED: ClassVar[Sequence[str]] = ()

    def __post_init__(self) -> None:
        lines = Schema(
            type=OpenAPIType.OBJECT,
            description="One line.",
            properties=dict(self.FIELDS),
            required=list(self.REQUIRED),
            examples=[{"id": "01a209ef-660d-7561-86a6-651d604f81d5", "payload": {"id": 1, "total": 12.5}}],
        )
        self.request_body = RequestBody(required=True, content={"application/x-ndjson": OpenAPIMediaType(schema=lines)})


@dataclass
class _MessagesOperation(_LinesOperation):
    FIELDS: ClassVar = {"id": _TEXT, "payload": _SOME, "digest": _TEXT, "same_body": _FLAG, "headers": _SOME}
    REQUIRED: ClassVar = ("id", "payload")


@dataclass
class _ReceivedOperation(_LinesOperation):
    FIELDS: ClassVar = {
        "id": _TEXT,
        "payload": _SOME,
        "bytes": _TEXT,
        "subscription": _TEXT,
        "message_id": _TEXT,
        "metadata": _SOME,
        "error": _TEXT,
    }
    REQUIRED: ClassVar = ("id",)


def register_route(desk: AgentDesk) -> HTTPRouteHandler:
    """Return the route by which an agent registers its key."""

    @route(
        "POST",
        "/agents/register",
        policy=Policy.AGENT,
        name="register_agent",
        summary="Register the agent's key",
        description="From then on the agent is told the secrets of its connections, sealed for this key. Another key can be "
        "registered only with a new token.",
        tag="agents",
        body=RegistrationDocument,
        refuses=(409,),
        status=204,
    )
    def register(request: Request[Any, Any, Any], data: JSONBody[RegistrationDocument]) -> None:
        caller = agent_of(request)
        try:
            key = decode_key(data.public_key)
        except ValueError:
            raise InvalidInput([FieldError("public_key", "must be the 32 bytes of an X25519 key in base64")]) from None
        desk.register(caller.agent, key, caller.address)

    return register


def messages_route(forwarding: Forwarding) -> HTTPRouteHandler:
    """Return the route by which an agent forwards messages."""

    @route(
        "POST",
        "/agents/messages",
        policy=Policy.AGENT,
        name="forward_messages",
        summary="Forward messages that the agent has taken",
        description=_DESCRIPTION,
        tag="agents",
        status=202,
        refuses=(403, 404, 413, 415, 503),
        answers={202: ResponseSpec(Taken, description="Durable, but for those with null.", generate_examples=False)},
        in_threads=False,
        operation_class=_MessagesOperation,
    )
    async def forward(
        request: Request[Any, Any, Any],
        application: Annotated[str, QueryParameter(name="application", description="Id of the application.")],
    ) -> Response[bytes]:
        return response_of(await forwarding.take(agent_of(request).agent, application, await _lines(request)))

    return forward


async def _lines(request: Request[Any, Any, Any]) -> IngressRequest:
    """Return what an agent sends."""
    return IngressRequest(Head(request.scope["headers"], request.scope["path"].encode()), await request.body())


def received_route(receiving: Receiving) -> HTTPRouteHandler:
    """Return the route by which an agent forwards what it has taken of a source."""

    @route(
        "POST",
        "/agents/sources/{connection_id:str}/messages",
        policy=Policy.AGENT,
        name="forward_source_messages",
        summary="Forward messages that the agent has taken of a source",
        description=_RECEIVED,
        tag="agents",
        status=202,
        refuses=(404, 413, 415, 503),
        answers={202: ResponseSpec(Taken, description="Durable, but for those with null.", generate_examples=False)},
        in_threads=False,
        operation_class=_ReceivedOperation,
    )
    async def receive(request: Request[Any, Any, Any], connection_id: FromPath[str]) -> Response[bytes]:
        return response_of(await receiving.take(agent_of(request).agent, connection_id, await _lines(request)))

    return receive
