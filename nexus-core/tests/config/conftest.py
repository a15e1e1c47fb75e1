"""The config class that most of these tests look at."""

from collections.abc import Mapping
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, Literal

import pytest

from nexus import Secret, config


class Level(StrEnum):
    """Text values of its own."""

    LOW = "low"
    HIGH = "high"


@config.define
class Bearer:
    """A bearer token."""

    type: Literal["bearer"] = "bearer"
    token: Secret = config.field(title="Token")


@config.define
class Basic:
    """User and password."""

    type: Literal["basic"] = "basic"
    user: str = config.field(min_length=1)
    password: Secret | None = None


@config.define
class Warehouse:
    """A warehouse.

    More about it.
    """

    host: str = config.field(title="Host", help="Name or address.", group="Server", placeholder="db.example.com")
    port: int = config.field(default=5432, minimum=1, maximum=65535)
    auth: Bearer | Basic | None = None
    tls: bool = True
    ratio: float = 0.5
    mode: Literal["fast", "safe"] = "safe"
    level: Level = Level.LOW
    tags: tuple[str, ...] = ()
    keys: list[Secret] = config.field(factory=list, advanced=True)
    headers: Mapping[str, str] = config.field(factory=dict)
    body: Any = None
    schema: str | None = config.field(default=None, pattern="[a-z]+", since="1.2", deprecated="name it in the target")

    def __attrs_post_init__(self) -> None:
        if self.host == "refused" and isinstance(self.auth, Bearer):
            raise ValueError(f"will not send {self.auth.token.reveal()} there")


@pytest.fixture(scope="session")
def shop() -> SimpleNamespace:
    return SimpleNamespace(Warehouse=Warehouse, Bearer=Bearer, Basic=Basic, Level=Level)


@pytest.fixture
def full() -> dict[str, Any]:
    """Plain values for every field."""
    return {
        "host": "db.example.com",
        "port": 1,
        "auth": {"type": "bearer", "token": "canary-token"},
        "tls": False,
        "ratio": 1.0,
        "mode": "fast",
        "level": "high",
        "tags": ["a", "b"],
        "keys": ["canary-first", "canary-second"],
        "headers": {"x": "y"},
        "body": {"deep": [1, None, {"z": True}]},
        "schema": "public",
    }
