"""A client is generated from the OpenAPI document of the running API, without hand work, and does what people do."""

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import ModuleType
from typing import Any

import httpx
import pytest
from harness.people import PASSWORD
from harness.warehouses import SqliteWarehouse

from nexus.testing import wait_until

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.filterwarnings("ignore:Setting per-request cookies:DeprecationWarning"),  # the generator's way
]

ORDER = {"id": 7, "total": 12.5}
WORKFLOW = {
    "name": "orders",
    "sources": [{"application": "shop"}],
    "pipelines": [
        {
            "name": "to-warehouse",
            "destination": "warehouse",
            "operation": "upsert",
            "target": "orders",
            "key": ["id"],
            "mappings": [
                {"source": "id", "target": "id", "type": "integer"},
                {"source": "total", "target": "total", "type": "decimal"},
            ],
        }
    ],
}


NO_LINES = [
    "WARNING parsing POST /api/v1/ingress within ingress.",
    "WARNING parsing POST /api/v1/agents/messages within agents. Endpoint will not be generated.",
    "WARNING parsing POST /api/v1/agents/sources/{connection_id}/messages within agents. Endpoint will not be generated.",
]
"""It knows no NDJSON: JSON it sends to ingress; agents send lines alone."""


@pytest.fixture
def client(installation, tmp_path, monkeypatch) -> ModuleType:
    """The generated package, for an API that runs with a worker."""
    installation.environment["NEXUS_ADMIN_PASSWORD"] = PASSWORD
    installation.run("user", "add", "olga")
    installation.start_api()
    installation.start_worker()
    document = tmp_path / "openapi.json"
    document.write_bytes(httpx.get(f"http://127.0.0.1:{installation.port}/api/openapi.json").content)
    (tmp_path / "generate.yaml").write_text("post_hooks: []\n")  # it need not be pretty
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(document), "--meta", "none"]
    more = ["--output-path", str(tmp_path / "nexus_client"), "--config", str(tmp_path / "generate.yaml")]
    done = subprocess.run([*command, *more], capture_output=True, text=True, check=False, timeout=120)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    warnings = [line for line in told.splitlines() if line.startswith(("WARNING", "ERROR", "Unable", "Cannot"))]
    assert sorted(warnings) == sorted(NO_LINES), told
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module("nexus_client")


class Caller:
    """Calls operations of the generated client by their ids, and insists that they succeed."""

    def __init__(self, package: ModuleType, connection: Any) -> None:
        self._package = package.__name__
        self._connection = connection

    def __call__(self, group: str, operation: str, *arguments: Any, **options: Any) -> Any:
        module = importlib.import_module(f"{self._package}.api.{group}.{operation}")
        answer = module.sync_detailed(*arguments, client=self._connection, **options)
        assert answer.status_code < 300, answer.content
        return answer.parsed


@pytest.fixture
def caller(client, installation) -> Iterator[Callable[..., Caller]]:
    """Makes callers, known by a token or by nothing."""
    url = f"http://127.0.0.1:{installation.port}"
    with ExitStack() as open_ones:

        def make(token: str | None = None, **how: str) -> Caller:
            known = client.AuthenticatedClient(url, token, **how) if token else client.Client(url)
            return Caller(client, open_ones.enter_context(known))

        yield make


def test_a_generated_client_does_what_people_do(client, caller, tmp_path):
    models = importlib.import_module(f"{client.__name__}.models")
    warehouse = SqliteWarehouse(tmp_path / "shop.sqlite").create("CREATE TABLE orders (id INTEGER PRIMARY KEY, total)")

    signed_in = caller()("auth", "log_in", body=models.Credentials(username="olga", password=PASSWORD))
    call = caller(signed_in.access_token)
    config = {"name": "warehouse", "connector": "sqlite", "config": {"path": str(warehouse.file)}}
    call("connections", "create_connection", body=models.SQLiteConnection.from_dict(config))
    made = call("applications", "create_application", body=models.ApplicationDocument(name="shop"))
    workflow = call("workflows", "create_workflow", body=models.WorkflowDocument.from_dict(WORKFLOW))
    assert workflow.pipelines[0].guarantee.level == "effectively_once"
    tried = call("workflows", "preview_workflow", workflow.id, body=models.PreviewDocument(samples=[ORDER]))
    assert tried.samples[0].pipelines[0].row == {"id": 7, "total": "12.5"}

    send = caller(made.key, prefix="", auth_header_name="X-API-Key")
    taken = send("ingress", "send_messages", body=models.SendMessagesJsonBodyType0.from_dict(ORDER))
    [message_id] = taken.ids
    wait_until(lambda: warehouse.ask("SELECT id FROM orders") == [(7,)], timeout_s=30, what="the order in the table")

    def logged() -> Any:
        return call("logs", "list_logs", message_id=message_id).items

    [line] = wait_until(logged, timeout_s=30, what="the delivery in the log")
    assert (line.status, line.workflow, line.pipeline) == ("delivered", "orders", "to-warehouse")
    assert [one.stage for one in call("logs", "trace_message", message_id).deliveries] == ["delivered"]
    assert call("workflows", "list_workflow_versions", workflow.id).items[0].author == "olga"
