"""Logging in: who is let in, what it costs, and what a flood can do."""

import asyncio
import threading

import pytest
from argon2 import PasswordHasher
from attrs import evolve

from nexus.config import Secret
from nexus.errors import NotSignedIn, Throttled
from nexus.model.audit import AuditFilter
from nexus.security.passwords import Passwords
from nexus.security.throttle import MemoryCounters, Throttle
from nexus.security.tokens import Tokens
from nexus.services.people.login import WAITING, LogIn

PASSWORD = "correct horse battery"


class Counted(Passwords):
    """Counts the hashes that are computed, and how many at once; the algorithms are the real ones."""

    def __init__(self) -> None:
        super().__init__()
        self.operations = 0
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def _argon2_matches(self, password, stored):
        with self._lock:
            self.operations += 1
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            return super()._argon2_matches(password, stored)
        finally:
            with self._lock:
                self._now -= 1


class Marked(MemoryCounters):
    """`nexus.ports.Counters` of one process."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: set[str] = set()

    async def is_marked(self, name):
        return name in self.marks

    async def mark(self, name, seconds):
        self.marks.add(name)


@pytest.fixture(scope="module")
def passwords(quick_passwords) -> Counted:
    return Counted()


@pytest.fixture
def log_in(metadata, passwords, workspace):
    made = LogIn(
        users=metadata.users,
        sessions=metadata.sessions,
        audit=metadata.audit,
        transactions=metadata.database,
        passwords=passwords,
        tokens=Tokens(Secret("s" * 48)),
        throttle=Throttle(Marked()),
    )
    metadata.users.create("olga", passwords.hash(PASSWORD), owner=True)
    metadata.users.create("ada", passwords.hash(PASSWORD))
    passwords.operations = passwords.most = 0
    yield made
    made.close()


async def refused(log_in, *attempt) -> Exception:
    with pytest.raises((NotSignedIn, Throttled)) as raised:
        await log_in.log_in(*attempt)
    return raised.value


async def test_an_unknown_name_costs_as_many_hashes_as_a_wrong_password(log_in, metadata, passwords):
    metadata.users.create("uwe", passwords.hash(PASSWORD))
    metadata.users.update(evolve(metadata.users.by_name("uwe"), enabled=False))
    costs, texts = {}, set()
    for case, attempt in {
        "wrong password": ("ada", "wrong password"),
        "unknown name": ("nobody", "wrong password"),
        "disabled": ("uwe", PASSWORD),
        "disabled and wrong": ("uwe", "wrong password"),
    }.items():
        passwords.operations = 0
        texts.add(str(await refused(log_in, *attempt, "192.0.2.1")))
        costs[case] = passwords.operations

    assert costs == dict.fromkeys(costs, 1)
    assert len(texts) == 1


async def test_a_flood_of_guesses_computes_no_more_hashes_than_the_limit(log_in, passwords, metadata):
    outcomes = await asyncio.gather(
        *(log_in.log_in("ada", f"guess {n}", "192.0.2.1") for n in range(300)), return_exceptions=True
    )

    assert passwords.operations == 10
    assert passwords.most <= 2, "hashes are computed a few at a time"
    assert sum(isinstance(one, Throttled) for one in outcomes) == 290
    written = metadata.audit.search(AuditFilter(), limit=1000).items
    actions = [one.event.action for one in written]
    assert actions.count("login.refused") == 10
    assert actions.count("login.throttled") == 2, "once for each limit: a flood does not fill the audit log"


async def test_a_flood_from_everywhere_waits_in_a_queue_that_has_an_end(log_in, passwords, monkeypatch):
    monkeypatch.setattr(passwords, "_nobody", PasswordHasher().hash("nobody has this"))  # takes as long as it does
    outcomes = await asyncio.gather(
        *(log_in.log_in(f"user{n}", "guess", f"192.0.2.{n}") for n in range(WAITING * 2)), return_exceptions=True
    )

    assert passwords.operations == WAITING
    assert sum(isinstance(one, Throttled) for one in outcomes) == WAITING


async def test_the_owner_logs_in_during_a_flood_from_a_device_that_is_known(log_in):
    mine = await log_in.log_in("ada", PASSWORD, "198.51.100.7")
    throttle = log_in._throttle
    for number in range(250):
        try:
            await throttle.admit("ada", f"192.0.2.{number}")
        except Throttled:
            continue

    assert isinstance(await refused(log_in, "ada", PASSWORD, "203.0.113.9"), Throttled)
    there = await log_in.log_in("ada", PASSWORD, "203.0.113.9", mine.device_token)
    assert there.user.username == "ada"
    assert there.device_token is None, "it keeps the one that it has"


async def test_the_device_of_one_person_does_not_vouch_for_another(log_in):
    olga = await log_in.log_in("olga", PASSWORD, "198.51.100.7")
    for number in range(12):
        await refused(log_in, "ada", f"guess {number}", "192.0.2.1", olga.device_token)

    assert isinstance(await refused(log_in, "ada", PASSWORD, "192.0.2.1", olga.device_token), Throttled)


async def test_a_session_of_a_user_who_is_gone_is_over(log_in, metadata):
    session = await log_in.log_in("ada", PASSWORD, "192.0.2.1")
    user = log_in.who_sends(session.access_token).user

    metadata.users.delete(user.id)

    with pytest.raises(NotSignedIn):
        log_in.who_sends(session.access_token)
    with pytest.raises(NotSignedIn):
        log_in.refresh(session.refresh_token, "192.0.2.1")


@pytest.mark.parametrize("token", ["", ".", "nothing", "a.b", "é.ÿ", "0" * 5000])
async def test_a_refresh_token_that_is_none_is_refused(log_in, token):
    with pytest.raises(NotSignedIn):
        log_in.refresh(token, "192.0.2.1")
    log_in.log_out(token, "192.0.2.1")


async def test_secrets_are_in_no_repr(log_in):
    session = await log_in.log_in("ada", PASSWORD, "192.0.2.1")

    for secret in (session.access_token, session.refresh_token, session.device_token, "argon2"):
        assert secret not in repr(session)
