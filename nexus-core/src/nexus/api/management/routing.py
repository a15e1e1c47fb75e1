"""How a management route is declared: what it needs for policy and OpenAPI is said once, where the handler stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from litestar import delete, get, patch, post, put
from litestar.datastructures import ResponseHeader
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIType, Operation, Parameter, RequestBody, Schema

from nexus.api.ingress.route import ProblemDocument
from nexus.api.management import kept
from nexus.api.management.bodies import Body
from nexus.api.management.bodies import body as body_of
from nexus.api.management.policy import WORKSPACE_HEADER, Policy

_METHODS: Final[Mapping[str, Callable[..., Any]]] = {
    "GET": get,
    "POST": post,
    "PUT": put,
    "PATCH": patch,
    "DELETE": delete,
}

_REFUSALS: Final = {
    400: "A parameter does not fit.",
    401: "Not signed in, or the token is not valid any more.",
    403: "The caller may not do that.",
    404: "It does not exist, or not in this workspace.",
    409: "Changed by someone else meanwhile, a name that is taken, or something still in use.",
    413: "The body is too large.",
    415: "Content type or encoding is not taken.",
    422: "The input is not valid; every fault is listed with its path.",
    429: "Too many attempts; see Retry-After.",
    502: "The other end refuses the credentials.",
    503: "Something that is needed is away; see Retry-After.",
}

_SCHEMES: Final[Mapping[Policy, list[dict[str, list[str]]] | None]] = {
    Policy.PUBLIC: None,
    Policy.API_KEY: [{"apiKey": []}],
    Policy.AGENT: [{"agent": []}],
}
"""How a caller shows who they are, where it is not by an access token."""

_OF_PEOPLE: Final = frozenset(set(Policy) - {Policy.PUBLIC, Policy.API_KEY, Policy.AGENT})

_IN_WORKSPACE: Final = frozenset({Policy.USER, Policy.ADMIN, Policy.AUDITOR})


def route(
    method: str,
    path: str,
    *,
    policy: Policy,
    name: str,
    summary: str,
    tag: str,
    description: str | None = None,
    body: type[Any] | None = None,
    body_optional: bool = False,
    status: int | None = None,
    refuses: Sequence[int] = (),
    answers: Mapping[int, ResponseSpec] | None = None,
    versioned: bool = False,
    in_threads: bool = True,
    in_schema: bool = True,
    fresh: bool = False,
    **more: Any,
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Declare a route; the decorated function is its handler.

    Args:
        method: ``GET``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.
        path: below ``/api``.
        policy: who may call it.
        name: its operation id: what generated clients call it.
        summary: one line.
        tag: group in the documentation.
        description: more than a line.
        body: the config class that its ``data`` is read as, or the `Body` that reads it.
        body_optional: the handler has a default for its ``data``, for a request without a body.
        status: of the answer, where it is not the method's own.
        refuses: statuses beside those that follow from method, path and policy: 409, 429, 503.
        answers: further answers than the one that the handler's type says.
        versioned: the answer carries an ``ETag``.
        in_threads: a synchronous handler that blocks is run in a thread; False for ``async`` ones.
        in_schema: it is in the OpenAPI document.
        fresh: each answer is made anew; a read of the metadata database that ran a moment ago is else given again to the
            same person.
        **more: for Litestar's decorator.
    """
    options: dict[str, Any] = {
        "opt": {"policy": policy},
        "operation_id": name,
        "summary": summary,
        "description": description,
        "tags": [tag],
        **told(path, policy, refuses, answers, has_body=body is not None, body_optional=body_optional),
    }
    if not in_schema:  # said only then: a handler's own word counts for more than that of the router of the alias
        options["include_in_schema"] = False
    if body is not None:
        options |= {"dto": body if issubclass(body, Body) else body_of(body), "return_dto": None}
    if status is not None:
        options["status_code"] = status
    if versioned:
        options["response_headers"] = [etag_header("The version that `If-Match` takes.")]
    if in_threads:
        options["sync_to_thread"] = True
        if method == "GET" and policy in _OF_PEOPLE and not fresh:
            options |= {"cache": kept.SECONDS, "cache_key_builder": kept.key_of}
    return _METHODS[method](path, **(options | more))  # type: ignore[no-any-return] # Litestar's decorators return handlers


def told(
    path: str,
    policy: Policy,
    refuses: Sequence[int] = (),
    answers: Mapping[int, ResponseSpec] | None = None,
    *,
    has_body: bool,
    body_optional: bool = False,
) -> dict[str, Any]:
    """Return what OpenAPI says of a route because of its policy, path and body: refusals, how to open it, the workspace."""
    statuses = _statuses(path, policy, refuses, has_body=has_body)
    return {
        "operation_class": _operation(policy, body_optional=body_optional),
        "responses": {each: _refusal(each) for each in statuses} | dict(answers or {}),
        "security": _SCHEMES.get(policy, [{"bearer": []}]),
        "raises": None,
    }


def etag_header(description: str) -> ResponseHeader:
    """Return what OpenAPI says about an ``ETag``; the handler itself sets it."""
    return ResponseHeader(name="ETag", description=description, value='"3"', documentation_only=True)


def _statuses(path: str, policy: Policy, refuses: Sequence[int], *, has_body: bool) -> Sequence[int]:
    found = {400, 422, *refuses}
    if policy is not Policy.PUBLIC:
        found |= {401}
    if policy not in {Policy.PUBLIC, Policy.SIGNED_IN, Policy.AGENT}:
        found |= {403}
    if "{" in path:
        found |= {404}
    if has_body:
        found |= {413}
    return sorted(found)


def _refusal(status: int) -> ResponseSpec:
    return ResponseSpec(
        ProblemDocument,
        description=_REFUSALS[status],
        media_type="application/problem+json",
        generate_examples=False,
    )


@cache
def _operation(policy: Policy, *, body_optional: bool) -> type[Operation]:
    """Return what OpenAPI says about an operation beside what Litestar finds out itself."""

    @dataclass
    class Told(Operation):
        def __post_init__(self) -> None:
            if policy in _IN_WORKSPACE:
                self.parameters = [*(self.parameters or []), _workspace_header()]
            if body_optional and isinstance(self.request_body, RequestBody):
                self.request_body.required = False

    return Told


def _workspace_header() -> Parameter:
    return Parameter(
        name=WORKSPACE_HEADER,
        param_in="header",
        description="Id or name of the workspace; without it, the first by name of those that you are in.",
        schema=Schema(type=OpenAPIType.STRING),
    )
