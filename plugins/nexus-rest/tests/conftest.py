import logging
import string
import sys
from collections.abc import AsyncIterator, Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from nexus import Batch, MappingError, WriteTarget
from nexus.config import structure
from nexus.testing import EgressGuard, HttpServer
from nexus_rest.client import Client
from nexus_rest.config import RestConfig
from nexus_rest.sink import RestSink, open_sink

sys.path.insert(0, str(Path(__file__).parent))  # so that the tests share resources.py

Data = Mapping[str, Any]


class KitContext:
    """A context as the engine gives it: egress limited to this machine, shared things closed at the end."""

    def __init__(self, allow: Sequence[str] = ("127.0.0.0/8",)) -> None:
        self.egress: Any = EgressGuard(allow)
        self.logger = logging.getLogger("test")
        self._shared: dict[Hashable, Any] = {}
        self._closers: list[Callable[[], Any]] = []
        self.connections: dict[str, Any] = {}

    def shared(self, key: Hashable, create: Callable[[], Any], close: Callable[[Any], Any]) -> Any:
        if key not in self._shared:
            self._shared[key] = create()
            self._closers.append(lambda: close(self._shared[key]))
        return self._shared[key]

    async def close(self) -> None:
        for closer in self._closers:
            await closer()

    # What a step may use besides.

    def connection(self, name: str) -> Any:
        return self.connections[name]

    def expression(self, text: str) -> Callable[[Data], Any]:
        return lambda data: walk(data, text)

    def template(self, text: str) -> Callable[[Data], str]:
        parts = list(string.Formatter().parse(text))
        return lambda data: "".join(
            before + ("" if place is None else str(walk(data, place))) for before, place, _, _ in parts
        )

    def mapping(self, rules: Sequence[Mapping[str, Any]]) -> Callable[[Data], Any]:
        return lambda data: {rule["target"]: walk(data, rule["source"]) for rule in rules}


def walk(data: Any, path: str) -> Any:
    for name in path.split("."):
        if not isinstance(data, Mapping) or name not in data:
            raise MappingError(f"there is no {path}")
        data = data[name]
    return data


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as running:
        yield running


@pytest.fixture
async def context() -> AsyncIterator[KitContext]:
    kit = KitContext()
    yield kit
    await kit.close()


@pytest.fixture
def rest_config(server: HttpServer) -> Callable[..., RestConfig]:
    def make(**settings: Any) -> RestConfig:
        return structure(RestConfig, {"base_url": server.url(), **settings})

    return make


@pytest.fixture
async def client_of(context: KitContext) -> Callable[[RestConfig], Client]:
    return lambda config: context.shared(("client", id(config)), lambda: Client(config, context.egress), Client.close)


@pytest.fixture
async def open_rest(rest_config: Callable[..., RestConfig], context: KitContext) -> Callable[..., RestSink]:
    def make(target: str = "/orders", operation: str = "post", config: Any = None, **options: Any) -> RestSink:
        return open_sink(
            rest_config(**(config or {})), WriteTarget("pipe", operation, target, options=options), context
        )

    return make


@pytest.fixture
def batch() -> Callable[..., Batch]:
    return lambda *rows: Batch(list(rows), [f"m{index}" for index in range(len(rows))])
