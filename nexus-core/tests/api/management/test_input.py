"""What is sent to be managed is read within bounds, and keys are taken from nowhere but their header."""

import gzip

import pytest

from nexus.model.connection import Application
from nexus.model.credentials import ApiKey
from nexus.security.api_keys import generate_key

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"name": "' + b"a" * (11 * 1024 * 1024) + b'"}', 413),
        (b'{"name": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", 422),
        (b'{"name": ' + b"9" * 10_000 + b"}", 422),
        (b'{"name": "plant", "name": "other"}', 422),
        (b'{"name": "\\u0000"}', 422),
        (gzip.compress(b'{"name": "plant"}'), 422),
    ],
    ids=["large", "deep", "digits", "twice", "nul", "compressed"],
)
async def test_a_bomb_is_refused_and_nothing_is_made(api, body, status):
    headers = {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip" if body[:2] == b"\x1f\x8b" else "identity",
    }

    refused = await api.call("ada", "POST", "/api/agents", content=body, headers=headers)

    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert (await api.call("ada", "GET", "/api/agents")).json()["items"] == []


async def test_a_key_in_a_url_is_no_key(api):
    shop = api.metadata.repositories.applications.create(Application("", api.workspace.id, "shop"))
    key = generate_key()
    api.metadata.api_keys.add(shop.workspace_id, shop.id, ApiKey(key.id, key.digest))

    for name in ("X-API-Key", "api_key", "key", "access_token"):
        refused = await api.client.post("/api/ingress", params={name: key.text}, json={"id": 1})
        assert refused.status_code == 401
        assert key.text not in refused.text
