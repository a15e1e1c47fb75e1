"""``nexus up --demo``, the first thing that a newcomer runs: it does what its banner says, heals itself, and ends clean."""

import http.client
import json
import re
import shlex
import signal
import subprocess
import sys
from contextlib import suppress

import psutil
import pytest
from harness.installation import health
from harness.nexus_process import NexusProcess
from harness.progress import grows
from harness.warehouses import SqliteWarehouse, count_of

from nexus.streams.embedded import EmbeddedStore
from nexus.testing import HttpServer, wait_until
from nexus.testing.servers.ports import claim_port, release_port
from nexus.testing.servers.programs import program

GRACE_S = 40.0
ROLES = ("worker --name worker-1", "nexus api", "demo.endpoint", "demo.sender", "valkey-server")

pytestmark = [pytest.mark.xdist_group("up"), pytest.mark.timeout(180)]


class Up:
    """``nexus up --demo`` in a folder of its own; can be started again in it."""

    def __init__(self, folder):
        self.data = folder / "data"
        self.port = claim_port()
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
        arguments = ["up", "--demo", "--data", str(self.data), "--port", str(self.port)]
        self.process = NexusProcess(arguments, environment, folder / "up.log")
        self.seen = {}
        self._read = 0
        self.banner = self.wait_for_banner()

    def start_again(self):
        self._read = len(self.process.output())
        self.process.start()
        self.banner = self.wait_for_banner()

    def wait_for_banner(self):
        def complete():
            if not self.process.is_running:
                raise RuntimeError(f"nexus up ended:\n{self.process.output()[-4000:]}")
            new = self.process.output()[self._read :]
            return new if "  arrived " in new else ""

        banner = wait_until(complete, timeout_s=60, every_s=0.1, what="the banner")
        self.children()
        return banner[banner.index("\nNexus runs at") :]

    def said(self, pattern):
        found = re.search(pattern, self.banner)
        return found[1] if found else None

    def children(self):
        """Return the running children by role."""
        found = {}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                line = " ".join(child.cmdline())
                self.seen[child.pid] = line
                found |= {role: child for role in ROLES if role in line}
        return found

    @property
    def orders(self):
        return SqliteWarehouse(self.data / "demo" / "demo.sqlite")

    def left(self):
        """Return the command lines of children that still run."""
        return [line for pid, line in self.seen.items() if runs(pid, line)]

    def close(self):
        self.process.close()
        for pid, line in self.seen.items():
            if runs(pid, line):
                psutil.Process(pid).kill()
        release_port(self.port)


def runs(pid, line):
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and " ".join(process.cmdline()) == line
    return False


@pytest.fixture(scope="module")
def up(tmp_path_factory):
    started = Up(tmp_path_factory.mktemp("up"))
    yield started
    started.close()


def test_the_banner_tells_address_password_key_and_what_to_try(up):
    assert up.said(r"Nexus runs at (\S+)") == f"http://127.0.0.1:{up.port}"
    assert up.said(r"data +(\S+)") == str(up.data)
    assert len(up.said(r"sign in +admin / (\S+)")) >= 12
    assert up.said(r"demo key +(\S+)").startswith("nxk_")


def test_it_is_ready_for_messages_when_the_banner_is_printed(up):
    assert health(up.port) == 200


def test_demo_orders_arrive_in_the_file(up):
    wait_until(lambda: count_of(up.orders) >= 5, timeout_s=30, what="demo orders")

    (email,) = up.orders.ask("SELECT email FROM orders LIMIT 1")[0]
    assert email == email.strip().lower()


def test_the_printed_curl_line_works(up):
    command = shlex.split(up.said(r"send +(curl .*)"))
    command[0] = program("curl", "curl")

    answer = json.loads(subprocess.run([*command, "-sS"], capture_output=True, check=True, timeout=30).stdout)

    assert (answer["accepted"], answer["duplicates"], len(answer["ids"])) == (1, 0, 1)
    wait_until(
        lambda: up.orders.ask("SELECT email FROM orders WHERE id = 1"), timeout_s=20, what="the order sent by curl"
    )
    assert up.orders.ask("SELECT email, total FROM orders WHERE id = 1") == [("ada@example.com", 1200.5)]


def test_the_printed_query_counts_what_arrived(up):
    file, query = shlex.split(up.said(r"arrived +sqlite3 (.*)"))

    assert file == str(up.orders.file)
    assert up.orders.ask(query)[0][0] >= 1


def test_large_orders_are_announced_to_the_endpoint(up):
    port = int((up.data / "demo" / "endpoint.port").read_text())

    def taken():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/")
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer["taken"]

    assert grows(taken, 5, timeout_s=30, what="what the endpoint has taken") >= 5


def test_secrets_are_readable_by_their_owner_alone(up):
    assert (up.data / "secrets.toml").stat().st_mode & 0o077 == 0
    assert up.data.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("role", ROLES)
def test_a_killed_child_is_started_again_and_orders_go_on_arriving(up, role):
    victim = up.children()[role]
    victim.kill()

    def healed():
        now = up.children().get(role)
        return now is not None and now.pid != victim.pid

    wait_until(healed, timeout_s=20, every_s=0.05, what=f"{role} to be started again")
    wait_until(lambda: health(up.port) == 200, timeout_s=30, every_s=0.1, what="the API to be ready")
    assert grows(lambda: count_of(up.orders), 3, timeout_s=60, what="orders to arrive") >= 3


def test_sigterm_ends_all_and_a_second_start_keeps_key_and_data_and_makes_no_new_password(up):
    key = up.said(r"demo key +(\S+)")
    secrets = (up.data / "secrets.toml").read_text()
    up.children()
    status = up.process.stop(GRACE_S)
    left = up.left()
    rows = count_of(up.orders)
    up.start_again()

    assert (status, left) == (0, [])
    assert up.said(r"demo key +(\S+)") == key
    assert up.said(r"(sign in.*)") is None
    assert (up.data / "secrets.toml").read_text() == secrets
    assert grows(lambda: count_of(up.orders), 1, timeout_s=30, what="orders to arrive") >= 1
    assert count_of(up.orders) > rows


def test_a_second_start_finds_nothing_to_change_in_the_demos_definitions(up):
    audited = dict(SqliteWarehouse(up.data / "nexus.db").ask("SELECT action, count(*) FROM audit_log GROUP BY action"))

    assert audited["workflow.create"] == 2
    assert "workflow.update" not in audited


def test_a_start_after_a_crash_ends_what_the_crash_left_and_goes_on(up):
    before = up.children()
    up.process.kill()
    up.start_again()

    wait_until(lambda: not any(child.is_running() for child in before.values()), timeout_s=20, what="orphans to end")
    assert set(up.children()) == set(ROLES)
    assert grows(lambda: count_of(up.orders), 3, timeout_s=30, what="orders to arrive") >= 3


def test_a_second_sigterm_ends_all_at_once(up):
    up.children()
    up.process.send(signal.SIGTERM)
    up.process.send(signal.SIGTERM)

    assert up.process.wait(10) == 0
    assert up.left() == []


@pytest.mark.parametrize("milestone", ["nexus.db", "store/valkey.sock", "demo/demo.sqlite"])
def test_sigterm_during_the_start_leaves_no_process(tmp_path, milestone):
    data, port = tmp_path / "data", claim_port()
    arguments = ["up", "--demo", "--data", str(data), "--port", str(port)]
    process = NexusProcess(arguments, {"PATH": "/usr/bin:/bin"}, tmp_path / "up.log")
    wait_until((data / milestone).exists, timeout_s=30, every_s=0.001, what=milestone)
    children = psutil.Process(process.pid).children(recursive=True)

    process.send(signal.SIGTERM)
    process.wait(30)
    release_port(port)

    assert not [child for child in children if child.is_running()]
    assert not any(str(data) in " ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"]))
    assert "Traceback" not in process.output()


def test_a_port_that_is_taken_is_told_at_once_with_what_to_do(tmp_path):
    with HttpServer() as other:
        status, said = start_in_vain(tmp_path / "data", other.port)

    assert status == 1
    assert f"cannot listen on 127.0.0.1:{other.port}: Address already in use" in said
    assert "--port" in said
    assert "Traceback" not in said


def test_a_second_nexus_on_the_same_folder_is_refused(tmp_path):
    with EmbeddedStore(tmp_path / "store"):
        status, said = start_in_vain(tmp_path, 0)

    assert status == 1
    assert "another Nexus runs on" in said
    assert "Traceback" not in said


def start_in_vain(data, port):
    """Run ``nexus up``, which must end by itself, and return its status and what it wrote on standard error."""
    command = [sys.executable, "-m", "nexus", "up", "--data", str(data), "--port", str(port)]
    done = subprocess.run(
        command, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False, timeout=30
    )
    return done.returncode, done.stderr
