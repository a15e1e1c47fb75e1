"""``/api/…`` is another name of ``/api/v1/…``."""

import pytest

from nexus.api.alias import Alias


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/api/agents", "/api/v1/agents"),
        ("/api/health/live", "/api/v1/health/live"),
        ("/api/a%2Fb", "/api/v1/a%2Fb"),
        ("/api/v1/agents", "/api/v1/agents"),
        ("/api/v1", "/api/v1/v1"),
        ("/api/openapi.json", "/api/openapi.json"),
        ("/api/ingress", "/api/ingress"),
        ("/apiary", "/apiary"),
        ("/login", "/login"),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_a_path_is_made_canonical(path, canonical, kind):
    seen = []

    async def app(scope, receive, send):
        seen.append((scope["path"], scope["raw_path"]))

    await Alias(app)({"type": kind, "path": path, "raw_path": path.encode()}, None, None)

    assert seen == [(canonical, canonical.encode())]


async def test_what_is_no_request_is_handed_on():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope)

    await Alias(app)({"type": "lifespan"}, None, None)

    assert seen == [{"type": "lifespan"}]
