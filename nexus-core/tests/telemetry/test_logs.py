"""Logs: one JSON object a line with what it is about, and no secrets."""

import json
import logging
import subprocess
import sys

import pytest

from nexus.engine.route import Route
from nexus.hookspecs import BatchPolicy
from nexus.model.delivery import DeadLetter
from nexus.model.message import Message
from nexus.telemetry.logs import masked_text
from nexus.worker.route_log import MOST_TOLD, RouteLog

ROUTE = Route(
    "ws", "w", "p", "100 % sure", "database", BatchPolicy(), max_retries=2, retry_base=1.0, retry_cap=10.0,
    workflow="orders",
)  # fmt: skip
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def letter(number: int) -> DeadLetter:
    headers = json.dumps({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}).encode()
    return DeadLetter("ws", "w", "p", Message(f"{number}-0", f"m{number}", "app", 1, b"", headers), "too long", "f", 1)


def lines(code: str, form: str = "json") -> list[str]:
    """What a process that runs ``code`` says."""
    configure = f"logs.configure('info', process='worker-1', form={form!r})"
    program = f"import logging\nfrom nexus.telemetry import logs\n{configure}\n{code}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return done.stderr.splitlines()


def test_a_line_is_one_object_with_time_level_process_and_fields():
    [line] = lines("logging.getLogger('nexus.x').warning('hello %s', 'you', extra={'message_id': 'm1'})")

    said = json.loads(line)
    assert (said["event"], said["level"], said["process"], said["message_id"]) == (
        "hello you",
        "warning",
        "worker-1",
        "m1",
    )
    assert said["timestamp"].endswith("Z")


def test_people_get_lines_without_json():
    [line] = lines("logging.getLogger('nexus.x').warning('hello')", form="console")

    assert "hello" in line
    assert not line.startswith("{")


def test_dead_letters_are_told_with_message_workflow_pipeline_and_trace(caplog):
    with caplog.at_level(logging.WARNING):
        RouteLog(logging.getLogger("test"), ROUTE).dead([letter(1)])

    [record] = caplog.records
    assert record.getMessage() == "100 % sure: message m1 is a dead letter: too long"
    assert (record.message_id, record.workflow, record.pipeline, record.trace_id) == (
        "m1",
        "orders",
        "100 % sure",
        TRACE,
    )


def test_a_flood_of_dead_letters_is_no_flood_of_lines(caplog):
    with caplog.at_level(logging.WARNING):
        RouteLog(logging.getLogger("test"), ROUTE).dead([letter(number) for number in range(500)])

    assert len(caplog.records) == MOST_TOLD + 1
    assert "480 further" in caplog.records[-1].getMessage()


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("cannot reach postgresql://nexus:s3cr3t!@db:5432/x", "cannot reach postgresql://nexus:***@db:5432/x"),
        ("redis://:s3cr3t@127.0.0.1:6379/0", "redis://:***@127.0.0.1:6379/0"),
        (f"key nxk_{'0a' * 6}_{'b1' * 20} is", f"key nxk_{'0a' * 6}_*** is"),
        ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer ***"),
        ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: Basic ***"),
        (f"token eyJ{'a' * 20}.{'b' * 20}.{'c' * 20} ends", "token *** ends"),
        ("http://example.com/a:b@c and 12:30", "http://example.com/a:b@c and 12:30"),
        ("bearer of news", "bearer of news"),
    ],
)
def test_secrets_that_can_be_told_by_their_looks_are_masked(line, masked):
    assert masked_text(None, "", line) == masked


def test_a_secret_in_a_traceback_is_masked():
    code = "try:\n raise ValueError('postgresql://u:s3cr3t@h/d')\nexcept ValueError:\n logging.exception('no')"
    for form in ("json", "console"):
        said = "\n".join(lines(code, form))
        assert "s3cr3t" not in said
        assert "u:***@h" in said


def test_a_traceback_shows_no_local_variables():
    code = "password = 'can' + 'ary'\ntry:\n 1 / 0\nexcept ZeroDivisionError:\n logging.exception('no')"
    for form in ("json", "console"):
        said = "\n".join(lines(code, form))
        assert "ZeroDivisionError" in said
        assert "canary" not in said
