"""Pages of other origins send from their scripts where they are named, and nowhere else."""

import pytest

from nexus.api.ingress.cross_origin import AllowedOrigins
from nexus.errors import ConfigurationError

from ..conftest import running  # noqa: TID252 — the fixtures' own module

SHOP = "https://shop.example.com"
PATHS = ["/ingress", "/api/ingress", "/api/v1/ingress"]
ASK = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-api-key"}


@pytest.mark.parametrize("fast", [True, False], ids=["protocol", "route"])
@pytest.mark.parametrize("path", PATHS)
async def test_a_page_that_is_named_may_send_and_read_the_answer(store, path, fast):
    async with running(store, fast=fast, cors_ingress_origins=[SHOP]) as api:
        asked = await api.client.options(path, headers=ASK | {"Origin": SHOP})
        taken = await api.post({"id": 1}, path=path, headers={"Origin": SHOP})
        refused = await api.post({"id": "x"}, path=path, headers={"Origin": SHOP})

    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == SHOP
    assert asked.headers["access-control-allow-methods"] == "POST"
    for header in ("x-api-key", "content-type", "content-encoding", "idempotency-key", "traceparent"):
        assert header in asked.headers["access-control-allow-headers"].split(", ")
    assert (taken.status_code, refused.status_code) == (202, 422)
    for answer in (taken, refused):
        assert answer.headers["access-control-allow-origin"] == SHOP
        assert answer.headers["access-control-expose-headers"] == "Retry-After"
        assert answer.headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", ["https://elsewhere.example.com", "http://shop.example.com", SHOP + ":8443", "null"])
async def test_any_other_page_is_told_that_it_may_not(store, origin):
    async with running(store, cors_ingress_origins=[SHOP]) as api:
        asked = await api.client.options("/ingress", headers=ASK | {"Origin": origin})
        sent = await api.post({"id": 1}, headers={"Origin": origin})

    assert asked.status_code == 403
    assert asked.json()["type"].endswith("origin-not-allowed")
    assert "NEXUS_CORS_INGRESS_ORIGINS" in asked.json()["detail"]
    assert not {"access-control-allow-origin"} & (set(asked.headers) | set(sent.headers))


async def test_no_page_may_send_where_none_is_named(store):
    async with running(store) as api:
        asked = await api.client.options("/ingress", headers=ASK | {"Origin": SHOP})
        sent = await api.post({"id": 1}, headers={"Origin": SHOP})

    assert "access-control-allow-origin" not in asked.headers
    assert "access-control-allow-origin" not in sent.headers


async def test_sending_and_managing_have_lists_of_their_own(store):
    tools = "https://tools.example.com"
    async with running(store, cors_origins=[tools], cors_ingress_origins=[SHOP]) as api:
        answers = {
            (path, origin): await api.client.options(
                path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
            )
            for path in ("/ingress", "/api/v1/applications")
            for origin in (tools, SHOP)
        }

    allowed = {where for where, answer in answers.items() if "access-control-allow-origin" in answer.headers}
    assert allowed == {("/ingress", SHOP), ("/api/v1/applications", tools)}


@pytest.mark.parametrize("wrong", ["*", "shop.example.com", SHOP + "/", "https://Shop.example.com", "null", ""])
def test_an_origin_that_would_never_match_is_refused_at_the_start(wrong):
    with pytest.raises(ConfigurationError, match="NEXUS_CORS_INGRESS_ORIGINS"):
        AllowedOrigins.of([wrong])
