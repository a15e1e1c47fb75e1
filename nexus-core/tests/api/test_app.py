"""The application around ingress: metrics, OpenAPI, security headers, problems, mounted routes."""

from litestar import get
from litestar.params import FromPath

from nexus.errors import Conflict, FieldError, InvalidInput, NotFound

from .conftest import running


async def test_metrics_count_what_was_taken_and_refused_without_labels_from_input(api):
    await api.post([{"id": 1}, {"id": 2}])
    await api.post({"id": 1})
    await api.post({"id": "x"})
    await api.post({"id": 1}, headers={"X-API-Key": "nonsense"})

    text = (await api.client.get("/metrics")).text

    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
    assert lines["nexus_ingress_messages_accepted_total"] == "2.0"
    assert lines["nexus_ingress_messages_duplicate_total"] == "1.0"
    assert lines['nexus_ingress_requests_refused_total{reason="schema-violation"}'] == "1.0"
    assert lines['nexus_ingress_requests_refused_total{reason="unknown-key"}'] == "1.0"
    assert lines["nexus_ingress_request_seconds_count"] == "4.0"
    assert "nonsense" not in text


async def test_every_answer_carries_the_security_headers(api):
    answers = [await api.post({"id": 1}), await api.client.get("/api/health"), await api.client.get("/nowhere")]

    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers


async def test_openapi_describes_ingress_with_its_body_and_refusals(api):
    document = (await api.client.get("/api/openapi.json")).json()

    operation = document["paths"]["/api/v1/ingress"]["post"]
    assert document["openapi"].startswith("3.1")
    assert set(operation["requestBody"]["content"]) == {"application/json", "application/x-ndjson"}
    assert {"202", "400", "401", "403", "409", "413", "415", "422", "429", "503"} <= set(operation["responses"])
    assert {each["name"] for each in operation["parameters"]} == {"Idempotency-Key", "partial"}
    assert operation["security"] == [{"apiKey": []}]


async def test_plugin_routes_are_mounted_below_both_prefixes_and_their_errors_are_problems(store):
    raised = [
        NotFound("connection", "warehouse"),
        Conflict("taken"),
        InvalidInput([FieldError("a.b", "wrong")]),
        KeyError("secret"),
    ]

    @get("/thing/{number:int}", sync_to_thread=False)
    def thing(number: FromPath[int]) -> str:
        raise raised[number]

    async with running(store, routes=[thing]) as api:
        answers = [await api.client.get(f"/api/thing/{number}") for number in range(4)]
        canonical = await api.client.get("/api/v1/thing/0")
        wrong = await api.client.get("/api/thing/x")

    assert [each.status_code for each in answers] == [404, 409, 422, 500]
    assert {each.headers["content-type"] for each in answers} == {"application/problem+json"}
    assert answers[2].json()["errors"] == [{"path": "a.b", "message": "wrong"}]
    assert "secret" not in answers[3].text
    assert canonical.json() == answers[0].json()
    assert wrong.status_code == 404


async def test_long_answers_are_compressed_for_who_takes_that_and_what_has_no_end_is_not(store):
    @get("/things", sync_to_thread=False)
    def things() -> list[str]:
        return ["thing"] * 1000

    @get("/things/stream", sync_to_thread=False)
    def stream() -> list[str]:
        return ["thing"] * 1000

    async with running(store, routes=[things, stream]) as api:
        short = await api.client.get("/api/things")
        plain = await api.client.get("/api/things", headers={"Accept-Encoding": "identity"})
        long = await api.client.get("/api/things/stream")

    assert short.headers["content-encoding"] == "gzip"
    assert short.headers["x-content-type-options"] == "nosniff"
    assert short.json() == plain.json() == ["thing"] * 1000
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in long.headers


async def test_scripts_of_other_origins_may_ask_only_where_they_are_named_and_never_with_cookies(store):
    ask = {"Origin": "https://tools.example.com", "Access-Control-Request-Method": "PUT"}
    foreign = ask | {"Origin": "https://elsewhere.example.com"}
    async with running(store) as closed, running(store, cors_origins=["https://tools.example.com"]) as api:
        nobody = await closed.client.options("/api/health", headers=ask)
        named = await api.client.options("/api/health", headers=ask)
        others = await api.client.options("/api/health", headers=foreign)
        answer = await api.client.get("/api/health", headers=ask)

    assert "access-control-allow-origin" not in nobody.headers
    assert named.headers["access-control-allow-origin"] == "https://tools.example.com"
    assert "PUT" in named.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-origin"] == "https://tools.example.com"
    assert "access-control-allow-credentials" not in answer.headers
    assert "access-control-allow-origin" not in others.headers
