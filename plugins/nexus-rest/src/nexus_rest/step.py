"""The step ``rest_call``: asks an HTTP API in the course of a sequential workflow."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Literal
from urllib.parse import quote

import msgspec
from attrs import frozen

from nexus import ConfigurationError, Exchange, Rejected, StepContext, StepInput, StepResult
from nexus.config import define, field
from nexus_rest.client import Client, Header, Request, Response, decoded
from nexus_rest.concealment import concealer
from nexus_rest.config import RestConfig, Timeouts, check_header
from nexus_rest.encoding import encode
from nexus_rest.network import Endpoint
from nexus_rest.request import TRACEPARENT, base_headers, check_target, secret_query
from nexus_rest.template import check_path, header_value, parse, path_value, query_value
from nexus_rest.verdict import Judge, settle

Data = Mapping[str, Any]
Text = Callable[[Data], str]

_WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "DELETE"})
_ROOTS: Final = frozenset({"payload", "message", "steps", "current", "item", "index"})


@define
class RestCall:
    """One request to an API."""

    connection: str = field(title="Connection", help="A REST connection.", min_length=1)
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = field(default="GET", title="Method")
    path: str = field(
        default="", title="Path", help="Below the base URL.", placeholder="/customers/{payload.customer.id}"
    )
    query: Mapping[str, str] = field(factory=dict, title="Query", help="Parameters; values may hold {places}.")
    headers: Mapping[str, str] = field(factory=dict, title="Headers", help="Values may hold {places}.")
    body: Any = field(
        default="{current}",
        title="Body",
        help="JSON whose texts may hold {places}; a text that is one place only keeps the value's type. null: no body. "
        "GET, HEAD and DELETE send none.",
    )
    mappings: tuple[Mapping[str, Any], ...] | None = field(
        default=None, title="Mappings", help="Rules that make the body, instead of body."
    )
    expression: str | None = field(default=None, title="Expression", help="CEL that makes the body, instead of body.")
    idempotency_header: str = field(default="Idempotency-Key", title="Idempotency header", advanced=True)
    success: tuple[int, ...] = field(
        default=(),
        title="Success statuses",
        help="All of 200 to 299 where none is given; add 404 to go on without a match.",
    )
    timeout: float | None = field(default=None, title="Timeout", help="Seconds for the whole request.", minimum=0.05)
    save: tuple[Literal["status", "headers", "body"], ...] = field(
        default=("status", "headers", "body"), title="Save", help="What later steps reach under steps.NAME."
    )

    def __attrs_post_init__(self) -> None:
        if self.mappings is not None and self.expression is not None:
            raise ValueError("mappings and expression both make the body: give one of them")
        for name, value in [*self.headers.items(), (self.idempotency_header, "")]:
            check_header(name, value)


@define
class RestAnswer:
    """What an API answers in a flow test."""

    status: int = field(title="Status", default=200, minimum=100, maximum=599)
    headers: Mapping[str, str] = field(title="Headers", factory=dict)
    body: Any = field(
        title="Body", help="JSON, unless a header Content-Type says otherwise of a text; null for none.", default=None
    )

    def response(self) -> Response:
        """Return what the step reads."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        if isinstance(self.body, str) and "json" not in headers.get("content-type", "json"):
            return Response(self.status, list(headers.items()), self.body.encode())
        headers.setdefault("content-type", "application/json")
        body = b"" if self.body is None else encode(self.body)
        return Response(self.status, list(headers.items()), body)


def open_step(settings: RestCall, context: StepContext) -> "RunningCall":
    """Compile a step's templates.

    Raises:
        ConfigurationError: a template cannot work, or the connection is none of this plugin's.
    """
    config = context.connection(settings.connection)
    if not isinstance(config, RestConfig):
        raise ConfigurationError(
            f"{settings.connection!r} is no REST connection",
            path="connection",
            remedy="name one whose connector is rest",
        )
    client = context.shared(("rest-client", settings.connection), lambda: Client(config, context.egress), Client.close)
    return RunningCall(client, _Call.compile(settings, config, context), settings, config)


class RunningCall:
    """A ``rest_call`` that is ready to run."""

    def __init__(self, client: Client, call: "_Call", settings: RestCall, config: RestConfig) -> None:
        self._client = client
        self._call = call
        self._save = settings.save
        self._limit = config.max_response_bytes
        self._timeouts = _timeouts(settings, config)
        self._judge = Judge(
            f"{settings.method} {settings.path or '/'}", settings.success, call.path_has_places, concealer(config)
        )

    async def run(self, step: StepInput) -> StepResult:
        """Send the request; raises the delivery errors as a sink does, with the message as row 0."""
        return await self._answered(step, lambda request, _: self._client.send(request, self._timeouts))

    async def rehearse(self, step: StepInput, exchange: Exchange) -> StepResult:
        """Do the same with ``exchange`` in the place of the API."""

        async def send(request: Request, filled: "_Filled") -> Response:
            answer: RestAnswer = await exchange(_shown(request, filled))
            return answer.response()

        return await self._answered(step, send)

    async def _answered(self, step: StepInput, send: "Send") -> StepResult:
        try:
            filled = self._call.filled(step)
            request = self._call.request(filled, step.idempotency_key, step.traceparent)
        except ValueError as error:
            raise Rejected({0: str(error)}) from error
        response = await send(request, filled)
        settle([self._judge(response)])
        try:
            return StepResult(output=self._output(response), sent=filled.told())
        except ValueError as error:
            raise Rejected({0: f"{self._judge.place}: {error}"}) from error

    def preview(self, step: StepInput) -> dict[str, Any]:
        """Return what the request would be."""
        return self._call.filled(step).told()

    async def close(self) -> None:
        """Do nothing: the shared client is closed with its connection."""

    def _output(self, response: Response) -> dict[str, Any]:
        output: dict[str, Any] = {}
        if "status" in self._save:
            output["status"] = response.status
        if "headers" in self._save:
            output["headers"] = _saved_headers(response)
        if "body" in self._save:
            output["body"] = _body(response, self._limit)
        return output


@frozen
class _Call:
    """A step's settings, compiled: what a request is made of."""

    method: bytes
    path: Text
    path_has_places: bool
    query: Sequence[tuple[str, Text]]
    secret_query: Sequence[str]
    fixed: Sequence[Header]
    headers: Sequence[tuple[bytes, Text]]
    key_header: bytes
    body: Callable[[Data], Any] | None

    @classmethod
    def compile(cls, settings: RestCall, config: RestConfig, context: StepContext) -> "_Call":
        check_target(settings.path, "path")
        own = {name.lower() for name in settings.headers} | {settings.idempotency_header.lower()}
        fixed = [pair for name, pair in base_headers(config).items() if name not in own]
        body = _compile_body(settings, context)
        if body is not None and not own & {"content-type"} and "content-type" not in base_headers(config):
            fixed.append(("Content-Type", "application/json"))
        below = f"/{settings.path.lstrip('/')}" if settings.path else ""
        prefix = Endpoint.of(config.base_url).path
        path = _text(below, "path", context, path_value)
        return cls(
            method=settings.method.encode(),
            path=lambda data: check_path(f"{prefix}{path(data)}" or "/"),
            path_has_places=bool(parse(settings.path, "path").places),
            query=[
                (quote(name, safe=""), _text(value, f"query.{name}", context)) for name, value in settings.query.items()
            ],
            secret_query=secret_query(config),
            fixed=[(name.encode(), value.encode()) for name, value in fixed],
            headers=[
                (name.encode(), _text(value, f"headers.{name}", context)) for name, value in settings.headers.items()
            ],
            key_header=settings.idempotency_header.encode(),
            body=body,
        )

    def filled(self, step: StepInput) -> "_Filled":
        """Return the request for one message, its places filled in.

        Raises:
            ValueError: a value is missing, or would lead to another resource.
            MappingError: the mappings or the expression do not fit the message.
        """
        data = step.data
        return _Filled(
            method=self.method.decode(),
            path=self.path(data),
            query="&".join(f"{name}={query_value(text(data))}" for name, text in self.query),
            headers=[(name, header_value(text(data))) for name, text in self.headers],
            has_body=self.body is not None,
            body=None if self.body is None else self.body(data),
        )

    def request(self, filled: "_Filled", key: str, traceparent: str = "") -> Request:
        """Return what goes out: with the idempotency key, the message's trace, and what the connection adds."""
        query = "&".join([filled.query, *self.secret_query] if filled.query else self.secret_query)
        headers = [*self.fixed, *((name, value.encode()) for name, value in filled.headers)]
        headers.append((self.key_header, header_value(key).encode()))
        if traceparent and not any(name.lower() == TRACEPARENT for name, _ in headers):
            headers.append((TRACEPARENT, traceparent.encode()))
        body = encode(filled.body) if filled.has_body else b""
        if self.method not in (b"GET", b"HEAD"):
            headers.append((b"Content-Length", str(len(body)).encode()))
        target = f"{filled.path}?{query}" if query else filled.path
        return Request(self.method, target.encode("ascii"), headers, body)


@frozen
class _Filled:
    """A request with a message's values, without what is secret."""

    method: str
    path: str
    query: str
    headers: Sequence[tuple[bytes, str]]
    has_body: bool
    body: Any

    def told(self) -> dict[str, Any]:
        """Return what the history of a run shows; headers may carry secrets and are left out."""
        told: dict[str, Any] = {"method": self.method, "path": f"{self.path}?{self.query}" if self.query else self.path}
        return told | {"body": self.body} if self.has_body else told


Send = Callable[[Request, _Filled], Awaitable[Response]]


def _shown(request: Request, filled: _Filled) -> dict[str, Any]:
    """Return all of a request, header names in lower case; the length, which the body tells, is left out."""
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers}
    headers.pop("content-length", None)
    shown: dict[str, Any] = {"method": filled.method, "path": request.target.decode(), "headers": headers}
    return shown | {"body": filled.body} if filled.has_body else shown


def _text(text: str, path: str, context: StepContext, convert: Callable[[str], str] = str) -> Text:
    """Compile a template whose places are converted one by one: a value cannot leave its segment or parameter."""
    parts = [
        (before, None if place is None else context.template(f"{{{place}}}"))
        for before, place in parse(text, path).parts
    ]
    return lambda data: "".join(before if place is None else before + convert(place(data)) for before, place in parts)


def _compile_body(settings: RestCall, context: StepContext) -> Callable[[Data], Any] | None:
    if settings.method in _WITHOUT_BODY:
        return None
    if settings.mappings is not None:
        return context.mapping(settings.mappings)
    if settings.expression is not None:
        return context.expression(settings.expression)
    return None if settings.body is None else _compile_json(settings.body, "body", context)


def _compile_json(value: Any, path: str, context: StepContext) -> Callable[[Data], Any]:
    """Compile a JSON value whose texts are templates."""
    match value:
        case str():
            return _compile_place(value, path, context)
        case Mapping():
            fields = {name: _compile_json(item, f"{path}.{name}", context) for name, item in value.items()}
            return lambda data: {name: item(data) for name, item in fields.items()}
        case list() | tuple():
            items = [_compile_json(item, f"{path}[{index}]", context) for index, item in enumerate(value)]
            return lambda data: [item(data) for item in items]
        case _:
            return lambda _: value


def _compile_place(text: str, path: str, context: StepContext) -> Callable[[Data], Any]:
    place = parse(text, path).whole
    if place is None:
        return _text(text, path, context)
    if place in _ROOTS:
        return lambda data: data[place]  # as it is: not even a number's spelling changes
    return context.expression(place)


def _timeouts(settings: RestCall, config: RestConfig) -> Timeouts:
    if settings.timeout is None:
        return config.timeouts
    usual = config.timeouts
    return Timeouts(connect=usual.connect, read=usual.read, write=usual.write, pool=usual.pool, total=settings.timeout)


def _saved_headers(response: Response) -> dict[str, str]:
    """Join repeated headers (RFC 9110 section 5.3); cookies are credentials and are not kept."""
    saved: dict[str, str] = {}
    for name, value in response.headers:
        if name not in ("set-cookie", "set-cookie2"):
            saved[name] = f"{saved[name]}, {value}" if name in saved else value
    return saved


def _body(response: Response, limit: int) -> Any:
    """Return the body as JSON where it is declared so, else as text, or None if there is none."""
    body = decoded(response, limit)
    if not body:
        return None
    media_type = (response.header("content-type") or "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        return body.decode("utf-8", "replace")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"the response says that it is JSON and is not: {error}") from error
