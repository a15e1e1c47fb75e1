"""Secrets are planted, everything is done that can be done with them, and then they are searched for everywhere."""

import base64
import contextlib
import logging
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import select

from nexus.config import MASK
from nexus.model.audit import AuditFilter
from nexus.services.definitions.export import export
from nexus.services.definitions.text import write
from nexus.storage.tables import applications

from .test_applications import feed
from .test_connections import CRM, WAREHOUSE

SHOWN_ONCE = ("/applications", "/rotate-key", "/rotate-secret")
"""Ends of the paths whose answer to a POST has a key or a master secret: in no other answer are they looked over."""


class Traces:
    """Everything that came out, apart from what is shown once."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, str]] = []
        self.urls: list[str] = []

    async def note(self, answer: httpx.Response) -> None:
        await answer.aread()
        request = answer.request
        self.urls.append(str(request.url))
        if request.method == "POST" and request.url.path.endswith(SHOWN_ONCE) and answer.is_success:
            return
        place = f"{request.method} {request.url.path} {answer.status_code}"
        self.answers.append((place, f"{answer.headers} {answer.text}"))


def forms_of(secret: str) -> set[bytes]:
    """The spellings in which a secret might leak."""
    clear = secret.encode()
    found = {clear, clear.hex().encode(), base64.b64encode(clear), quote(secret, safe="").encode()}
    with contextlib.suppress(ValueError):
        found.add(base64.b64decode(secret, validate=True))  # a master secret's own bytes
    return found


@pytest.fixture
def traces(api) -> Traces:
    traces = Traces()
    api.client.event_hooks["response"].append(traces.note)
    return traces


async def use_applications(api) -> list[str]:
    """Do everything with an application; return its secrets."""
    body = {"name": "shop", "encryption": False}
    created = (await api.call("ada", "POST", "/api/applications", body)).json()
    place = f"/api/applications/{created['application']['id']}"
    feed(api, created["application"]["id"])
    rotated = (await api.call("ada", "POST", f"{place}/rotate-key", {"overlap_seconds": 60})).json()
    secret = (await api.call("ada", "POST", f"{place}/rotate-secret", {"overlap_seconds": 60})).json()
    for key in (created["key"], rotated["key"]):
        assert (await api.client.post("/ingress", json={"id": key[:9]}, headers={"X-API-Key": key})).status_code == 202
        await api.client.post("/ingress", content=b"{", headers={"X-API-Key": key})
    ended = (await api.call("ada", "POST", f"{place}/rotate-key", {"overlap_seconds": 0})).json()
    await api.client.post("/ingress", json={"id": 2}, headers={"X-API-Key": created["key"]})
    await api.client.post("/ingress", json={"id": 2}, headers={"X-API-Key": f"{ended['key'][:-1]}x"})
    for method, path, json in (
        ("PUT", "", {**body, "burst": 3}),
        ("PUT", "", {**body, "key": ended["key"]}),
        ("GET", "", None),
        ("GET", "/keys", None),
        ("GET", "/secrets", None),
        ("DELETE", f"/keys/{ended['id']}", None),
        ("DELETE", "/secrets/1", None),
        ("DELETE", "", None),
    ):
        await api.call("ada", method, f"{place}{path}", json)
    secrets = [created["master_secret"], secret["master_secret"]]
    return [*(one["key"] for one in (created, rotated, ended)), *secrets]


async def use_connections(api) -> list[str]:
    """Do everything with connections, also what is refused; return their secrets."""
    for document, mistake in ((WAREHOUSE, {"port": "canary-port"}), (CRM, {"auth": {"type": "canary-kind"}})):
        made = (await api.call("ada", "POST", "/api/connections", document)).json()
        place = f"/api/connections/{made['id']}"
        changed = {**document["config"], "password": "canary-second"} if document is WAREHOUSE else document["config"]
        for method, path, json in (
            ("PUT", "", {**document, "config": {**changed, **mistake}}),
            ("PUT", "", {**document, "config": {**changed, "canary_name": "canary-stray"}}),
            ("PUT", "", {**document, "config": changed}),
            ("PUT", "", {**document, "config": made["config"]}),
            ("GET", "", None),
            ("POST", "/test", None),
            ("POST", "/test", {"config": made["config"]}),
            ("GET", "/schemas", None),
            ("GET", "/schemas/public/tables", None),
        ):
            await api.call("ada", method, f"{place}{path}", json)
        await api.call("ada", "POST", "/api/connections/test", {**document, "config": changed})
        await api.call("ada", "POST", "/api/connections", document)
    for path in ("connections", "destinations", "rest-destinations", "connectors", "audit-logs", "agents", "queries"):
        await api.call("ada", "GET", f"/api/{path}")
    return ["canary-pg", "canary-second", "canary-basic", "canary-one", "canary-two", "canary-stray"]


def stored(api) -> bytes:
    """Everything in the metadata database, in the files too where there are some."""
    rows = []
    with api.metadata.database.read() as connection:
        for table in applications.metadata.sorted_tables:
            rows += [str(tuple(row)) for row in connection.execute(select(table))]
    files = [one.read_bytes() for one in api.settings.data_dir.rglob("*") if one.is_file() and ".db" in one.name]
    return "\n".join(rows).encode() + b"".join(files)


async def held(api) -> bytes:
    """Everything in the stream store."""
    names = await api.store.call("nexus", "KEYS", "*")
    return b"".join([name + (await api.store.call(name.decode(), "DUMP", name) or b"") for name in names])


async def test_no_secret_is_in_an_answer_a_log_line_an_export_an_audit_row_or_a_store(api, traces, caplog):
    for client in ("httpx", "httpcore"):  # the test's own side of the wire
        logging.getLogger(client).setLevel(logging.WARNING)
    with caplog.at_level(logging.DEBUG):
        secrets = await use_applications(api) + await use_connections(api)
    places = {
        **{f"answer to {place}": text.encode() for place, text in traces.answers},
        "URLs": "\n".join(traces.urls).encode(),
        "log": caplog.text.encode(),
        "export": write(export(api.metadata.repositories, api.catalogue, api.workspace.id)).encode(),
        "audit": repr(api.metadata.audit.search(AuditFilter(), limit=1000).items).encode(),
        "metadata database": stored(api),
        "stream store": await held(api),
    }

    found = [
        f"{secret} is in {place}"
        for secret in secrets
        for place, text in places.items()
        if any(form in text for form in forms_of(secret))
    ]

    assert not found
    assert len(traces.answers) > 40
    assert MASK.encode() in places["audit"], "changes of secrets are told"
    assert b"nx1." in places["metadata database"], "secrets are there, sealed"
    assert b"shop" in places["audit"]


def test_the_search_would_find_a_secret():
    secret = base64.b64encode(bytes(range(32))).decode()

    assert bytes(range(32)) in forms_of(secret)
    assert {b"canary", b"63616e617279", b"Y2FuYXJ5"} <= forms_of("canary")
