from datetime import timedelta

import pytest
from sqlalchemy import select

from nexus.model.audit import AuditEvent, Category
from nexus.model.connection import Application, Connection
from nexus.model.dead_letter import DeadLetterFilter
from nexus.model.delivery import DeadLetter
from nexus.model.message import KeptMessage
from nexus.security.keyring import KeyRing, generate_key
from nexus.security.vault import PayloadVault
from nexus.storage.dead_letters import DeadLetters
from nexus.storage.repositories import Applications, AuditLog, Connections, MasterSecrets, PayloadKeys
from nexus.storage.rotation import rotate
from nexus.storage.tables import METADATA

OLD, NEW = generate_key("old"), generate_key("new")
BEFORE, BOTH, AFTER = KeyRing.parse(OLD), KeyRing.parse(f"{NEW},{OLD}"), KeyRing.parse(NEW)
MANY = 45


class Dying(Exception):
    """The process is killed."""


class DyingRing(KeyRing):
    """A key ring whose process is killed after some work."""

    left = 50  # 2 secrets in each of 20 rows of a batch: dies in the second

    def seal(self, plain, place):
        self.left -= 1
        if self.left < 0:
            raise Dying
        return super().seal(plain, place)


@pytest.fixture
def stored(database, workspace):
    """Something sealed under the old key in every table that holds secrets."""
    connections = Connections(database, BEFORE)
    for number in range(MANY):
        config = {"host": "h", "password": f"p{number}", "keys": [f"k{number}"]}
        connections.create(Connection("", workspace, f"c{number:02}", "rest", config), ("password", "keys[]"))
    shop = Applications(database).create(Application("", workspace, "shop"))
    for secret in (b"one", b"two"):
        MasterSecrets(database, BEFORE).add(workspace, shop.id, secret, overlap=timedelta(hours=1))
    audit = AuditLog(database, BEFORE)
    audit.append(AuditEvent(Category.AUTH, "login", "mara"))
    vault = PayloadVault(PayloadKeys(database, BEFORE))
    key = vault.current(workspace, shop.id)
    message = KeptMessage("1-0", "m", "app", 1, b"payload", b"headers", key=key)
    DeadLetters(database, BEFORE, audit, vault).add([DeadLetter(workspace, "f", "p", message, "r", "f", 1)])
    return shop


def opens_under(ring, database, workspace, shop):
    """Everything that is sealed, read with ``ring``."""
    connections = Connections(database, ring)
    configs = [connections.open(workspace, one.id).config for one in connections.list(workspace)]
    assert configs == [{"host": "h", "password": f"p{n}", "keys": [f"k{n}"]} for n in range(MANY)]
    assert [one.secret for one in MasterSecrets(database, ring).list(workspace, shop.id)] == [b"two", b"one"]
    audit = AuditLog(database, ring)
    letters = DeadLetters(database, ring, audit, PayloadVault(PayloadKeys(database, ring)))
    (item,) = letters.search(workspace, DeadLetterFilter()).items
    message = letters.get(workspace, item.id).letter.message
    assert (message.payload, message.headers) == (b"payload", b"headers")
    assert audit.verify().faults == ()
    return True


def tokens(database) -> str:
    with database.read() as connection:
        return str([connection.execute(select(table)).all() for table in METADATA.sorted_tables])


def test_after_a_rotation_the_former_key_may_go(database, workspace, stored):
    report = rotate(database, BOTH)
    assert {name: (table.rows, table.resealed) for name, table in report.items()} == {
        "connections": (MANY, MANY),
        "application_secrets": (2, 2),
        "payload_keys": (1, 1),
        "dead_letters": (1, 1),
        "audit_head": (1, 1),
    }
    assert opens_under(AFTER, database, workspace, stored)


def test_no_table_with_secrets_is_forgotten(database, stored):
    assert "nx1.old." in tokens(database)
    rotate(database, BOTH)
    assert "nx1.old." not in tokens(database)


def test_a_rotation_does_not_make_open_connections_stale(database, workspace, stored):
    before = [one.version for one in Connections(database, BOTH).list(workspace)]
    rotate(database, BOTH)
    assert [one.version for one in Connections(database, BOTH).list(workspace)] == before


def test_a_rotation_killed_midway_is_carried_on(database, workspace, stored):
    with pytest.raises(Dying):
        rotate(database, DyingRing.parse(f"{NEW},{OLD}"))
    assert "nx1.new." in tokens(database)  # so the kill was midway
    assert "nx1.old." in tokens(database)
    assert opens_under(BOTH, database, workspace, stored)
    rest = rotate(database, BOTH)
    assert 0 < rest["connections"].resealed < MANY
    assert opens_under(AFTER, database, workspace, stored)
    assert all(table.resealed == 0 for table in rotate(database, BOTH).values())


def test_what_is_under_a_missing_key_is_named_kept_and_later_rotated(database, workspace, stored):
    report = rotate(database, AFTER)
    assert all(table.resealed == 0 for table in report.values())
    assert len(report["connections"].unreadable) == MANY
    assert "'old', which is missing" in report["connections"].unreadable[0]
    assert opens_under(BEFORE, database, workspace, stored)
    rotate(database, BOTH)
    assert opens_under(AFTER, database, workspace, stored)
