"""The whole OpenAPI document against the real API, by every role: no fault, and every answer is as the document says.

schemathesis makes requests that fit the document and requests that do not, and sequences of them in which later ones use
what earlier ones made. ``nox -s api`` lets it go on for minutes; here it has seconds.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import frozen
from harness.installation import Installation
from harness.people import PASSWORD, ROLES, admit

from nexus.testing import ValkeyServer

SECONDS = int(os.environ.get("NEXUS_TEST_API_SECONDS", "0"))
"""How long each role goes on; 0 for the short selection."""

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "use_after_free",
    "ignored_auth",
)
SETTINGS = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503"]
"""
"""A destination that is made up is away, and that is 503: where the document says so, and only there."""

WITHOUT_END = ("metrics_stream", "stream_logs")
"""Server-sent events; they have tests of their own."""

LINES = ("forward_messages", "forward_source_messages")
"""Their bodies are lines, which the examiner cannot write; they have tests of their own."""

OWN_END = ("update_user", "delete_user", "set_user_password", "set_member", "remove_member")
"""By these a caller may end their own rights, and all that follows would be refused: they go last."""

SHORT = {
    "user": ("examples,fuzzing", 1, 20),
    "admin": ("examples,fuzzing,stateful", 2, 40),
    "owner": ("examples,fuzzing", 1, 20),
}
"""Phases, examples of each operation and seconds; whoever is in no workspace is refused nearly everything."""

pytestmark = [pytest.mark.xdist_group("api-conformance"), pytest.mark.timeout(max(180, SECONDS * 4))]


@frozen
class Served:
    """A running API, the people who call it, and where reports go."""

    url: str
    headers: dict[str, dict[str, str]]
    folder: Path
    log: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("api")
    settings = {"NEXUS_ADMIN_PASSWORD": PASSWORD}
    with ValkeyServer(durable=True) as store, Installation(folder, store.url(), settings) as installation:
        (folder / "schemathesis.toml").write_text(SETTINGS)
        api = installation.start_api()
        yield Served(f"http://127.0.0.1:{installation.port}", admit(installation), folder, api.log)


def examine(served: Served, role: str, operations: Sequence[str], *, phases: str, examples: int, seconds: int):
    """Let schemathesis loose; return how often each status was answered."""
    report = served.folder / f"{role}.ndjson"
    known = served.headers[role] or {"Authorization": "Bearer nobody"}  # without any, it would try to sign up
    headers = [item for name, value in known.items() for item in ("-H", f"{name}: {value}")]
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{served.url}/api/openapi.json", *headers, *operations),
        *("--phases", phases, "-n", str(examples), "--max-time", str(seconds), "--checks", ",".join(CHECKS)),
        *("--request-timeout", "20", "--warnings", "off", "--no-color", "--no-shrink", "--generation-database", "none"),
        *("--report", "ndjson", "--report-ndjson-path", str(report)),
        *(() if SECONDS else ("--seed", "1")),  # the short selection is the same each time
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=served.folder, timeout=900)
    assert done.returncode == 0, f"{done.stdout[-8000:]}\n{done.stderr[-2000:]}\n{served.log.read_text()[-4000:]}"
    return statuses(report)


def statuses(report: Path) -> Counter[int]:
    def found(value: Any) -> Iterator[int]:
        if isinstance(value, dict):
            if "status_code" in value:
                yield value["status_code"]
            for item in value.values():
                yield from found(item)
        elif isinstance(value, list):
            for item in value:
                yield from found(item)

    return Counter(status for line in report.read_text().splitlines() for status in found(json.loads(line)))


def without(*names: str) -> list[str]:
    return [item for name in names for item in ("--exclude-operation-id", name)]


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_the_document_says(served, role):
    phases, examples, seconds = SHORT.get(role, ("examples", 1, 8))
    if SECONDS:
        phases, examples, seconds = "examples,coverage,fuzzing,stateful", 100, SECONDS

    seen = examine(
        served, role, without(*WITHOUT_END, *LINES, *OWN_END), phases=phases, examples=examples, seconds=seconds
    )

    assert seen
    if role in SHORT:  # else all was refused, and nothing was shown
        assert sum(number for status, number in seen.items() if status < 300) > 10
        assert httpx.get(f"{served.url}/api/auth/me", headers=served.headers[role]).status_code == 200


@pytest.mark.parametrize("role", ["admin", "owner"])
def test_that_holds_for_changes_of_people_too(served, role):
    only = [item for name in OWN_END for item in ("--include-operation-id", name)]

    seen = examine(served, role, only, phases="examples,fuzzing", examples=(SECONDS and 100) or 2, seconds=SECONDS or 5)

    assert sum(seen.values()) > 5
