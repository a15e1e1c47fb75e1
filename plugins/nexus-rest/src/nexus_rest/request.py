"""Turns mapped rows into requests. Everything that does not depend on a row is made once."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from nexus import ConfigurationError, WriteTarget
from nexus_rest.client import Header, Request
from nexus_rest.config import ApiKeyAuth, BasicAuth, BearerAuth, RestConfig, RestOptions
from nexus_rest.encoding import encode, join
from nexus_rest.network import Endpoint
from nexus_rest.template import Lookup, Template, check_path, header_value, parse, path_value, query_value, row_lookup

TRACEPARENT: Final = b"traceparent"
"""Header of W3C trace context: the API can go on with the message's trace."""

WITHOUT_BODY: Final = frozenset({"get", "delete", "head"})


class Requests:
    """Makes the requests of one pipeline.

    Args:
        config: the connection.
        target: the pipeline; its ``target`` is the path.
        options: the pipeline's options, structured.

    Raises:
        ConfigurationError: the path or a template cannot work.
    """

    def __init__(self, config: RestConfig, target: WriteTarget, options: RestOptions) -> None:
        self._pipeline_id = target.pipeline_id
        self._method = target.operation.upper().encode()
        self._has_body = target.operation not in WITHOUT_BODY
        self._body = options.body
        self._target = TargetTemplate(config, target.target, options.query)
        self._omit = frozenset(self._target.path_places) if options.omit_path_fields else frozenset()
        self._fixed, self._templates = _headers(config, options, has_body=self._has_body)
        self._key_name = options.idempotency_header.encode()
        self._has_own_trace = any(name.lower() == TRACEPARENT for name, _ in (*self._fixed, *self._templates))
        if options.body != "each":
            self._check_batched(target.operation)

    @property
    def path_depends_on_row(self) -> bool:
        """Whether each row has its own resource, so that a 404 is about the row."""
        return bool(self._target.path_places)

    def single(self, row: Any, message_id: str, traceparent: str = "") -> Request:
        """Return the request for one row; ``traceparent`` goes along, unless the options set one.

        Raises:
            ValueError: the row cannot be sent, with the reason.
        """
        lookup = row_lookup(row, message_id)
        more = [(name, template.fill(lookup, header_value).encode()) for name, template in self._templates]
        if traceparent and not self._has_own_trace:
            more.append((TRACEPARENT, traceparent.encode()))
        body = encode(self._without_path_fields(row)) if self._has_body else b""
        return self._request(self._target.fill(lookup), more, body, f"{self._pipeline_id}:{message_id}")

    def joined(self, items: Sequence[bytes], ids: Sequence[str], traceparent: str = "") -> Request:
        """Return one request for many encoded rows; its key stands for these messages in this order."""
        digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()
        more = [(TRACEPARENT, traceparent.encode())] if traceparent and not self._has_own_trace else []
        return self._request(self._target.constant, more, join(items, self._body), f"{self._pipeline_id}:{digest}")

    def _request(self, target: bytes, more: Sequence[Header], body: bytes, key: str) -> Request:
        headers = [*self._fixed, *more, (self._key_name, key.encode())]
        if self._has_body:
            headers.append((b"Content-Length", str(len(body)).encode()))
        return Request(self._method, target, headers, body)

    def _without_path_fields(self, row: Any) -> Any:
        if self._omit and isinstance(row, Mapping):
            return {name: value for name, value in row.items() if name not in self._omit}
        return row

    def _check_batched(self, operation: str) -> None:
        if not self._has_body:
            raise ConfigurationError(
                f"a {operation} request has no body",
                path="options.body",
                remedy="use body: each, or post, put or patch",
            )
        if self._target.places or self._templates:
            raise ConfigurationError(
                "one request for many messages cannot have {field} in its path, query or headers",
                path="options.body",
                remedy="use body: each, or take the places out",
            )


class TargetTemplate:
    """Path and query as they go into the request line."""

    def __init__(self, config: RestConfig, path: str, query: Mapping[str, str]) -> None:
        check_target(path, "target")
        below = f"/{path.lstrip('/')}" if path else ""
        self._path = parse(f"{braces(Endpoint.of(config.base_url).path)}{below}" or "/", "target")
        self._query = [(quote(name, safe=""), parse(value, f"options.query.{name}")) for name, value in query.items()]
        self._secret = secret_query(config)
        self._constant: bytes | None = None
        self.path_places = self._path.places
        self.places = (*self.path_places, *(place for _, template in self._query for place in template.places))
        self._constant = None if self.places else self._constant_target()

    @property
    def constant(self) -> bytes:
        """Path and query without any row's values; only where there are no places."""
        assert self._constant is not None
        return self._constant

    def fill(self, lookup: Lookup) -> bytes:
        """Return path and query for one row.

        Raises:
            ValueError: a value is missing, or would lead to another resource.
        """
        if self._constant is not None:
            return self._constant
        path = check_path(self._path.fill(lookup, path_value))
        pairs = [f"{name}={query_value(template.fill(lookup))}" for name, template in self._query]
        query = "&".join([*pairs, *self._secret])
        return (f"{path}?{query}" if query else path).encode("ascii")

    def _constant_target(self) -> bytes:
        try:
            return self.fill(row_lookup({}, ""))
        except ValueError as error:
            raise ConfigurationError(
                "the path has a segment '.' or '..'", path="target", remedy="write the path that is meant"
            ) from error


def base_headers(config: RestConfig) -> dict[str, tuple[str, str]]:
    """Return the headers of every request of a connection: lower-case name -> (name, value); later ones win."""
    headers = {
        "host": ("Host", Endpoint.of(config.base_url).authority),
        "user-agent": ("User-Agent", "Nexus"),
        "accept": ("Accept", "application/json"),
        "accept-encoding": ("Accept-Encoding", "identity"),
    }
    for name, value in config.headers.items():
        headers[name.lower()] = (name, value.strip())
    for name, secret in config.secret_headers.items():
        headers[name.lower()] = (name, secret.reveal().strip())
    match config.auth:
        case BearerAuth(token=token):
            headers["authorization"] = ("Authorization", f"Bearer {token.reveal()}")
        case BasicAuth(username=username, password=password):
            pair = base64.b64encode(f"{username}:{password.reveal()}".encode()).decode()
            headers["authorization"] = ("Authorization", f"Basic {pair}")
        case ApiKeyAuth(place="header", name=name, key=key):
            headers[name.lower()] = (name, key.reveal())
    return headers


def braces(text: str) -> str:
    """Return ``text`` so that a template takes it literally."""
    return text.replace("{", "{{").replace("}", "}}")


def _headers(
    config: RestConfig, options: RestOptions, *, has_body: bool
) -> tuple[list[Header], list[tuple[bytes, Template]]]:
    """Split a pipeline's headers into those that never change and those that depend on the row."""
    headers = base_headers(config)
    if options.body == "ndjson":
        headers["content-type"] = ("Content-Type", "application/x-ndjson")
    else:
        headers.setdefault("content-type", ("Content-Type", "application/json"))
    templates: list[tuple[bytes, Template]] = []
    for name, value in options.headers.items():
        template = parse(value, f"options.headers.{name}")
        headers.pop(name.lower(), None)
        if template.places:
            templates.append((name.encode(), template))
        else:
            headers[name.lower()] = (name, template.fill(row_lookup({}, ""), header_value))
    headers.pop(options.idempotency_header.lower(), None)
    if not has_body:
        headers.pop("content-type", None)
    return [(name.encode(), value.encode()) for name, value in headers.values()], templates


def check_target(path: str, setting: str) -> None:
    """Refuse a path that is none below the base URL.

    Raises:
        ConfigurationError: it is a URL of its own, or has a query, a fragment, spaces or characters beyond ASCII.
    """
    if "://" in path or "?" in path or "#" in path or not all("!" <= char <= "~" for char in path):
        raise ConfigurationError(
            f"{path!r} is no path below the connection's base URL",
            path=setting,
            remedy="write for example /orders/{id}, percent-encoded; parameters have a setting of their own: query",
        )


def secret_query(config: RestConfig) -> list[str]:
    """Return the query parameters that carry credentials, encoded."""
    if isinstance(config.auth, ApiKeyAuth) and config.auth.place == "query":
        return [f"{quote(config.auth.name, safe='')}={quote(config.auth.key.reveal(), safe='')}"]
    return []
