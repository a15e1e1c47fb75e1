"""``nexus migrate``, ``nexus user`` and ``nexus keys``, as a person calls them."""

import json

import pytest
from click.testing import CliRunner

from nexus.cli.main import main
from nexus.model.audit import AuditFilter
from nexus.model.connection import Connection
from nexus.security.keyring import KeyRing, generate_key
from nexus.security.passwords import Passwords
from nexus.storage.database import Database
from nexus.storage.repositories import AuditLog, Connections, Users, Workspaces

PASSWORD = "correct horse battery"


@pytest.fixture
def key() -> str:
    return generate_key("first")


@pytest.fixture
def nexus(tmp_path, monkeypatch, key):
    """Calls ``nexus`` on a database of its own."""
    monkeypatch.setenv("NEXUS_DATABASE_URL", f"sqlite:///{tmp_path}/nexus.db")
    monkeypatch.setenv("NEXUS_ENCRYPTION_KEYS", key)
    monkeypatch.delenv("NEXUS_ADMIN_PASSWORD", raising=False)
    return lambda *words, typed=None: CliRunner().invoke(main, words, input=typed)


@pytest.fixture
def database(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path}/nexus.db")
    yield database
    database.close()


def test_migrate_makes_the_tables_and_check_says_so(nexus):
    before = nexus("migrate", "--check")
    assert before.exit_code == 1
    assert "run `nexus migrate`" in before.output
    assert nexus("migrate").exit_code == 0
    after = nexus("migrate", "--check", "--json")
    assert after.exit_code == 0
    assert [state["ok"] for state in json.loads(after.output).values()] == [True, True]


def test_commands_refuse_a_database_that_is_not_migrated(nexus):
    result = nexus("user", "list")
    assert result.exit_code == 1
    assert "run `nexus migrate`" in result.output
    assert "Traceback" not in result.output


def test_the_first_user_is_owner_and_can_log_in(nexus, database, key):
    nexus("migrate")
    result = nexus("user", "add", "mara", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (result.exit_code, result.output) == (0, "added mara as owner\n")
    nexus("user", "add", "jo", "--role", "user", "--password-stdin", typed=f"{PASSWORD}\n")
    listed = json.loads(nexus("user", "list", "--json").output)
    assert listed == [
        {"username": "jo", "enabled": True, "owner": False, "roles": {"default": "user"}},
        {"username": "mara", "enabled": True, "owner": True, "roles": {"default": "admin"}},
    ]
    assert "mara (owner): admin in default" in nexus("user", "list").output
    assert Passwords().verify(PASSWORD, Users(database).by_name("mara").password_hash).ok
    assert AuditLog(database, KeyRing.parse(key)).verify().entries == 2


def test_the_password_may_come_from_the_environment(nexus, database, monkeypatch):
    nexus("migrate")
    monkeypatch.setenv("NEXUS_ADMIN_PASSWORD", PASSWORD)
    assert nexus("user", "add", "mara").exit_code == 0
    assert Passwords().verify(PASSWORD, Users(database).by_name("mara").password_hash).ok


def test_the_password_is_asked_for_twice(nexus, database):
    nexus("migrate")
    result = nexus("user", "add", "mara", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert Passwords().verify(PASSWORD, Users(database).by_name("mara").password_hash).ok


def test_passwd_replaces_the_password(nexus, database):
    nexus("migrate")
    nexus("user", "add", "mara", "--password-stdin", typed=f"{PASSWORD}\n")
    assert nexus("user", "passwd", "mara", "--password-stdin", typed="another horse\n").exit_code == 0
    stored = Users(database).by_name("mara").password_hash
    assert Passwords().verify("another horse", stored).ok
    assert not Passwords().verify(PASSWORD, stored).ok


@pytest.mark.parametrize(
    ("words", "typed", "message"),
    [
        (("user", "add", "mara", "--password-stdin"), "short\n", "must have 8 to 1024 characters"),
        (("user", "add", "mara", "--workspace", "x"), None, "workspace 'x' does not exist"),
        (("user", "passwd", "nobody"), None, "user 'nobody' does not exist"),
        (("keys", "generate", "--kid", "a b"), None, "must be 1 to 32 letters"),
    ],
)
def test_mistakes_end_with_one_clear_line(nexus, words, typed, message):
    nexus("migrate")
    result = nexus(*words, typed=typed)
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output


def test_a_name_that_is_taken_is_refused(nexus):
    nexus("migrate")
    nexus("user", "add", "mara", "--password-stdin", typed=f"{PASSWORD}\n")
    result = nexus("user", "add", "mara", "--password-stdin", typed=f"{PASSWORD}\n")
    assert result.exit_code == 1
    assert "user 'mara' exists already" in result.output


def test_generate_prints_an_entry_for_the_key_ring(nexus):
    entry = nexus("keys", "generate", "--kid", "2026-11").output.strip()
    assert KeyRing.parse(entry).current == "2026-11"


def test_rotate_puts_all_under_the_first_key_and_says_how_much(nexus, database, key, monkeypatch):
    nexus("migrate")
    workspace = Workspaces(database).by_name("default").id
    connections = Connections(database, KeyRing.parse(key))
    made = connections.create(Connection("", workspace, "c", "rest", {"password": "hunter2"}), ("password",))
    new = generate_key("second")
    monkeypatch.setenv("NEXUS_ENCRYPTION_KEYS", f"{new},{key}")
    report = json.loads(nexus("keys", "rotate", "--json").output)
    assert report["key"] == "second"
    assert report["tables"]["connections"] == {"rows": 1, "resealed": 1, "unreadable": []}
    assert Connections(database, KeyRing.parse(new)).open(workspace, made.id) == made
    assert "connections: 0 of 1 rows resealed under second" in nexus("keys", "rotate").output
    events = [entry.event for entry in AuditLog(database, KeyRing.parse(new)).search(AuditFilter()).items]
    assert [event.details["key"] for event in events if event.action == "keys.rotate"] == ["second", "second"]


def test_rotate_fails_where_a_key_is_missing_and_drops_nothing(nexus, database, key, monkeypatch):
    nexus("migrate")
    workspace = Workspaces(database).by_name("default").id
    connections = Connections(database, KeyRing.parse(key))
    made = connections.create(Connection("", workspace, "c", "rest", {"password": "hunter2"}), ("password",))
    monkeypatch.setenv("NEXUS_ENCRYPTION_KEYS", generate_key("second"))
    result = nexus("keys", "rotate")
    assert result.exit_code == 1
    assert "'first', which is missing" in result.output
    assert connections.open(workspace, made.id) == made


def test_rotate_without_keys_says_how_to_make_one(nexus, monkeypatch):
    nexus("migrate")
    monkeypatch.delenv("NEXUS_ENCRYPTION_KEYS")
    assert "`nexus keys generate` prints one" in nexus("keys", "rotate").output
