"""Health: each dependency by itself, whatever its check does."""

import asyncio

import pytest

from nexus.api import health
from nexus.api.health import Dependency, examine, status_of
from nexus.errors import StoreError

from .conftest import running


async def failing() -> Dependency:
    raise RuntimeError("password=secret")


async def away() -> Dependency:
    raise StoreError("the stream store is away")


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([], "ok"),
        ([Dependency(ok=True)], "ok"),
        ([Dependency(ok=True), Dependency(ok=False, required=False)], "degraded"),
        ([Dependency(ok=False), Dependency(ok=True)], "unavailable"),
    ],
)
def test_the_status_is_that_of_what_is_required(states, status):
    assert status_of(dict(enumerate(states))) == status


async def test_checks_may_wait_block_fail_or_hang(monkeypatch):
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.1)
    found = await examine(
        {"blocks": lambda: Dependency(ok=True), "fails": failing, "away": away, "hangs": lambda: asyncio.sleep(60)}
    )

    assert found["blocks"].ok
    assert "secret" not in found["fails"].message
    assert found["away"].message == "the stream store is away"
    assert "no answer" in found["hangs"].message


@pytest.mark.parametrize("path", ["/api/health", "/api/health/ready", "/api/v1/health"])
async def test_health_shows_each_dependency_and_answers_503_when_messages_cannot_be_taken(store, path):
    checks = {
        "store": lambda: Dependency(
            ok=False, message="appendfsync is everysec", remedy="CONFIG SET appendfsync always"
        ),
        "database": lambda: Dependency(ok=True, details={"dialect": "sqlite"}),
    }
    async with running(store, health=checks) as api:
        answer = await api.client.get(path)
        live = await api.client.get("/api/health/live")

    assert answer.status_code == 503
    assert answer.json()["dependencies"] == {
        "store": {
            "ok": False,
            "required": True,
            "message": "appendfsync is everysec",
            "remedy": "CONFIG SET appendfsync always",
        },
        "database": {"ok": True, "required": True, "dialect": "sqlite"},
    }
    assert (live.status_code, live.json()) == (200, {"status": "ok"})
