import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from nexus.errors import Conflict, NotFound
from nexus.model.connection import Application
from nexus.model.user import Role, Session
from nexus.storage.repositories import Applications, Sessions, Users, Workspaces


@pytest.fixture
def users(database) -> Users:
    return Users(database)


@pytest.fixture
def mara(users, workspace):
    return users.create("mara", "$argon2id$hash", owner=True, roles={workspace: Role.ADMIN})


def digest(text) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


def test_a_user_is_found_by_name_and_by_membership(users, mara, database, workspace):
    other = Workspaces(database).create("other")
    assert users.by_name("mara") == mara == users.get(mara.id)
    assert users.by_name("Mara") is None
    assert users.list(workspace) == [mara]
    assert users.list(other.id) == []
    assert "argon2" not in repr(mara)


def test_names_are_unique_and_edits_guarded(users, mara):
    with pytest.raises(Conflict, match="user 'mara' exists already"):
        users.create("mara", "x")
    users.update(evolve(mara, memberships={}), expected=1)
    with pytest.raises(Conflict, match="you edited version 1"):
        users.update(mara, expected=1)
    assert users.get(mara.id).memberships == {}


def test_the_last_enabled_owner_stays(users, mara):
    for attempt in (
        lambda: users.delete(mara.id),
        lambda: users.update(evolve(mara, enabled=False)),
        lambda: users.update(evolve(mara, owner=False)),
    ):
        with pytest.raises(Conflict, match="last enabled owner"):
            attempt()
    users.create("jo", "x", owner=True)
    users.delete(mara.id)
    with pytest.raises(NotFound):
        users.get(mara.id)


def test_a_disabled_user_and_a_changed_password_end_all_sessions(users, mara, database):
    sessions = Sessions(database)
    users.create("jo", "x", owner=True)
    for act in (
        lambda: users.set_password(mara.id, "$argon2id$new"),
        lambda: users.update(evolve(mara, enabled=False)),
    ):
        session = sessions.start(mara.id, digest("one"), soon())
        act()
        assert sessions.get(session.id).revoked_at is not None
        assert sessions.rotate(session.id, digest("one"), digest("two"), soon()).session is None


def test_the_time_of_a_log_in_is_kept_in_utc(users, mara):
    users.logged_in(mara.id)
    last = users.get(mara.id).last_login_at
    assert last.tzinfo is UTC
    assert abs(datetime.now(UTC) - last) < timedelta(minutes=1)


def test_a_refresh_token_is_exchanged_at_every_use(mara, database):
    sessions = Sessions(database)
    session = sessions.start(mara.id, digest("one"), soon())
    assert isinstance(sessions.rotate(session.id, digest("one"), digest("two"), soon()).session, Session)
    assert isinstance(sessions.rotate(session.id, digest("two"), digest("three"), soon()).session, Session)


def test_a_token_used_again_ends_the_session(mara, database):
    sessions = Sessions(database, grace=timedelta(0))
    session = sessions.start(mara.id, digest("one"), soon())
    sessions.rotate(session.id, digest("one"), digest("two"), soon())
    assert sessions.rotate(session.id, digest("one"), digest("thief"), soon()).session is None
    assert sessions.rotate(session.id, digest("two"), digest("three"), soon()).session is None
    assert sessions.get(session.id).revoked_at is not None


def test_two_tabs_that_refresh_at_once_stay_logged_in(mara, database):
    sessions = Sessions(database, grace=timedelta(minutes=5))
    session = sessions.start(mara.id, digest("one"), soon())
    assert sessions.rotate(session.id, digest("one"), digest("two"), soon()).renewed

    second = sessions.rotate(session.id, digest("one"), digest("three"), soon())

    assert second.session is not None
    assert not second.renewed
    assert sessions.rotate(session.id, digest("two"), digest("four"), soon()).renewed
    assert sessions.rotate(session.id, digest("guess"), digest("five"), soon()).reused
    assert sessions.get(session.id).revoked_at is not None


def test_an_expired_session_is_over_and_forgotten(mara, database):
    sessions = Sessions(database)
    session = sessions.start(mara.id, digest("one"), datetime.now(UTC) - timedelta(seconds=1))
    assert sessions.rotate(session.id, digest("one"), digest("two"), soon()).session is None
    assert sessions.forget_expired() == 1
    with pytest.raises(NotFound):
        sessions.get(session.id)


def test_a_workspace_goes_only_when_it_is_empty(database, workspace):
    workspaces = Workspaces(database)
    other = workspaces.create("other", "Another")
    assert [one.name for one in workspaces.list()] == ["default", "other"]
    Applications(database).create(Application("", other.id, "shop"))
    with pytest.raises(Conflict, match="in use by 1 applications"):
        workspaces.delete(other.id)
    with pytest.raises(Conflict, match="'default' stays"):
        workspaces.delete(workspace)
    with pytest.raises(Conflict, match="'other' exists already"):
        workspaces.create("other")
    empty = workspaces.create("empty")
    assert workspaces.update(evolve(empty, name="void"), expected=1).version == 2
    workspaces.delete(empty.id)
