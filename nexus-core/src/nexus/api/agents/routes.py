"""``POST /agents/register`` and ``POST /agents/messages``: what agents tell the centre."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import JSONBody, QueryParameter

from nexus.api.agents.forwarding import Forwarding
from nexus.api.ingress.request import Head, IngressRequest
from nexus.api.ingress.route import Taken
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


@define
class RegistrationDocument:
    """The key of an agent."""

    EXAMPLE: ClassVar = {"public_key": "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="}

    public_key: str = field(title="Public key", help="32 bytes of X25519 in base64; the agent keeps the private one.")


@dataclass
class _MessagesOperation(Operation):
    """Describes the body, which the route reads as bytes."""

    def __post_init__(self) -> None:
        text, flag, some = (Schema(type=one) for one in (OpenAPIType.STRING, OpenAPIType.BOOLEAN, OpenAPIType.OBJECT))
        lines = Schema(
            type=OpenAPIType.OBJECT,
            description="One line.",
            properties={"id": text, "payload": some, "digest": text, "same_body": flag, "headers": some},
            required=["id", "payload"],
            examples=[{"id": "01a209ef-660d-7561-86a6-651d604f81d5", "payload": {"id": 1, "total": 12.5}}],
        )
        self.request_body = RequestBody(required=True, content={"application/x-ndjson": OpenAPIMediaType(schema=lines)})


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
        head = Head(request.scope["headers"], request.scope["path"].encode())
        reply = await forwarding.take(agent_of(request).agent, application, IngressRequest(head, await request.body()))
        return Response(
            reply.body, status_code=reply.status, media_type=reply.media_type.decode(), headers=dict(reply.headers)
        )

    return forward
