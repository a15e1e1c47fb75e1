import pytest

from nexus.testing import Answer
from nexus_rest.check import check


async def run(config, context):
    checks = await check(config, context)
    return {item.name: item for item in checks}


async def test_a_healthy_api_passes_every_step_with_its_latency(server, rest_config, context):
    config = rest_config(base_url=server.url("/v1"), health_path="/health", auth={"type": "bearer", "token": "tok"})
    found = await run(config, context)
    assert list(found) == ["address", "connection", "request"]
    assert all(item.ok and item.latency_ms is not None for item in found.values())
    assert found["address"].message == "127.0.0.1"
    assert server.requests[0].path == "/v1/health"
    assert server.requests[0].headers["authorization"] == "Bearer tok"


async def test_without_a_health_path_no_request_is_made_and_that_is_said(server, rest_config, context):
    found = await run(rest_config(), context)
    assert "set health_path" in found["request"].message
    assert server.requests == []


async def test_a_forbidden_address_ends_the_test_with_the_operators_remedy(rest_config, context):
    found = await run(rest_config(base_url="http://169.254.169.254/latest"), context)
    assert list(found) == ["address"]
    assert "NEXUS_EGRESS_ALLOW" in found["address"].remedy


async def test_a_name_that_does_not_resolve_ends_the_test(rest_config, context):
    found = await run(rest_config(base_url="http://does-not-exist.invalid"), context)
    assert not found["address"].ok
    assert "does not resolve" in found["address"].message


async def test_a_closed_port_fails_at_the_connection(server, rest_config, context):
    config = rest_config(health_path="/")
    server.refuse()
    found = await run(config, context)
    assert list(found) == ["address", "connection"]
    assert not found["connection"].ok
    assert "port" in found["connection"].remedy


async def test_a_server_without_tls_fails_at_tls(server, rest_config, context):
    found = await run(rest_config(base_url=f"https://127.0.0.1:{server.port}"), context)
    assert list(found) == ["address", "connection", "tls"]
    assert not found["tls"].ok
    assert "tls.ca" in found["tls"].remedy


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (Answer(401, "tok is bad"), "credentials"),
        (Answer(404), "base_url"),
        (Answer(500), "API is up"),
        (Answer.redirect("/login"), "redirects are not followed"),
        (Answer.reset(), "API is up"),
    ],
)
async def test_a_bad_answer_fails_with_what_to_do_and_without_the_secret(server, rest_config, context, answer, remedy):
    server.default = answer
    found = await run(rest_config(health_path="/h", auth={"type": "bearer", "token": "tok"}), context)
    assert not found["request"].ok
    assert remedy in found["request"].remedy
    assert "tok " not in found["request"].message
