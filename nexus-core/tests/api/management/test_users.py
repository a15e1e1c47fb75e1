"""Users, as owners of the installation manage them."""

from nexus.model.audit import AuditFilter
from nexus.testing import eventually

from .conftest import PASSWORD

NEW = {"username": "nina", "password": PASSWORD, "roles": {"default": "user"}}


async def test_an_owner_makes_a_user_who_can_log_in(api):
    made = await api.call("olga", "POST", "/api/users", NEW)

    assert made.status_code == 201
    assert made.json()["roles"] == {"default": "user"}
    assert made.headers["etag"] == '"1"'
    assert "password" not in made.text
    assert (await api.log_in("nina")).status_code == 200


async def test_a_change_is_guarded_by_the_version_that_was_read(api):
    nina = (await api.call("olga", "POST", "/api/users", NEW)).json()
    place, body = f"/api/users/{nina['id']}", {"username": "nina", "roles": {"default": "admin"}}

    first = await api.call("olga", "PUT", place, body, headers={"If-Match": '"1"'})
    second = await api.call("olga", "PUT", place, body, headers={"If-Match": '"1"'})
    wrong = await api.call("olga", "PUT", place, body, headers={"If-Match": "one"})

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert second.status_code == 409
    assert "you edited version 1, it is at 2" in second.json()["detail"]
    assert wrong.json()["errors"][0]["path"] == "If-Match"


async def test_faults_are_listed_with_their_places(api):
    wrong = await api.call("olga", "POST", "/api/users", {"username": " x", "roles": {"default": "boss"}, "age": 5})
    short = await api.call("olga", "POST", "/api/users", NEW | {"password": "short"})
    nowhere = await api.call("olga", "POST", "/api/users", NEW | {"roles": {"nowhere": "user"}})
    taken = await api.call("olga", "POST", "/api/users", NEW | {"username": "ada"})
    halves = await api.call("olga", "POST", "/api/users", content=b'{"username": "\\ud800"}')
    nul = await api.call("olga", "POST", "/api/users", content=b'{"username": "a\\u0000"}')

    assert {one["path"] for one in wrong.json()["errors"]} == {"username", "password", "roles.default", "age"}
    assert short.json()["errors"][0]["path"] == "password"
    assert nowhere.json()["errors"][0]["path"] == "roles.nowhere"
    assert [each.status_code for each in (wrong, short, nowhere, halves, nul)] == [422] * 5
    assert taken.status_code == 409


async def test_a_user_who_is_disabled_by_an_owner_is_out_at_once(api):
    uwe = (await api.call("uwe", "GET", "/api/auth/me")).json()

    changed = await api.call("olga", "PUT", f"/api/users/{uwe['id']}", {"username": "uwe", "enabled": False})

    assert changed.status_code == 200
    assert (await api.call("uwe", "GET", "/api/auth/me")).status_code == 401


async def test_a_new_password_ends_the_sessions(api):
    uwe = (await api.call("uwe", "GET", "/api/auth/me")).json()

    done = await api.call("olga", "PUT", f"/api/users/{uwe['id']}/password", {"password": "another long one"})

    assert done.status_code == 204
    assert (await api.call("uwe", "GET", "/api/auth/me")).status_code == 401
    assert (await api.log_in("uwe", "another long one")).status_code == 200


async def test_the_last_owner_stays(api):
    olga = api.metadata.users.by_name("olga")

    refused = await api.call("olga", "DELETE", f"/api/users/{olga.id}")

    assert refused.status_code == 409
    assert "last enabled owner" in refused.json()["detail"]
    assert api.metadata.users.get(olga.id).enabled


async def test_users_come_in_pages(api):
    names, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = (await api.call("olga", "GET", "/api/users", params=query)).json()
        names += [one["username"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert names == ["ada", "olga", "otto", "uwe"]
    assert (await api.call("olga", "GET", "/api/users", params={"cursor": "x"})).status_code == 422
    assert (await api.call("olga", "GET", "/api/users", params={"limit": 0})).status_code == 400


async def test_every_change_is_audited_with_what_was_before_and_without_passwords(api):
    nina = (await api.call("olga", "POST", "/api/users", NEW)).json()
    body = {"username": "nina", "roles": {"other": "admin"}}
    await api.call("olga", "PUT", f"/api/users/{nina['id']}", body)
    await api.call("olga", "PUT", f"/api/users/{nina['id']}/password", {"password": "canary-password"})
    await api.call("olga", "DELETE", f"/api/users/{nina['id']}")

    entries = api.metadata.audit.search(AuditFilter(target="user:nina")).items

    assert [one.event.action for one in entries] == ["user.delete", "user.password", "user.update", "user.create"]
    assert {(one.event.actor, one.event.address) for one in entries} == {("olga", "127.0.0.1")}
    assert entries[2].event.details == {
        "roles.default": {"before": "user", "after": None},
        "roles.other": {"before": None, "after": "admin"},
    }
    assert "canary" not in str(entries)
    assert PASSWORD not in str(entries)
    assert not api.metadata.audit.verify().faults


async def test_a_change_that_fails_leaves_no_audit_entry(api):
    before = api.metadata.audit.anchor().number

    await api.call("olga", "POST", "/api/users", NEW | {"username": "ada"})

    actions = [one.event.action for one in api.metadata.audit.search(AuditFilter()).items]
    assert "user.create" not in actions
    assert api.metadata.audit.anchor().number == before + 1, "olga's log-in alone"


async def test_other_processes_hear_of_a_change_of_a_person_or_a_membership_at_once(api):
    """They remember for a moment who asks, and forget it when they hear of anything."""
    uwe = api.metadata.users.by_name("uwe")
    home = api.workspace.id
    changes = [
        ("PUT", f"/api/workspaces/{home}/members/uwe", {"role": "admin"}, uwe.id),
        ("PUT", f"/api/users/{uwe.id}/password", {"password": "another horse battery"}, uwe.id),
        ("DELETE", f"/api/workspaces/{home}/members/uwe", None, home),
        ("PUT", f"/api/users/{uwe.id}", {"username": "uwe", "enabled": False}, uwe.id),
    ]
    for method, path, body, told in changes:
        api.heard.clear()
        answer = await api.call("olga", method, path, body)
        assert answer.status_code < 300, answer.text
        await eventually(lambda told=told: told in api.heard)


async def test_who_was_given_a_password_is_asked_for_one_of_their_own(api):
    made = await api.call("olga", "POST", "/api/users", json={"username": "nora", "password": "given by olga"})
    given = await api.log_in("nora", "given by olga")
    bearer = {"Authorization": f"Bearer {given.json()['access_token']}"}
    change = {"password": "given by olga", "new_password": "known to nora alone"}
    changed = await api.client.post("/api/auth/password", headers=bearer, json=change)

    assert given.json()["user"]["must_change_password"] is True
    assert changed.json()["user"]["must_change_password"] is False
    assert (await api.log_in("nora", "known to nora alone")).json()["user"]["must_change_password"] is False

    path = f"/api/users/{made.json()['id']}/password"
    await api.call("olga", "PUT", path, json={"password": "given by olga again"})
    assert (await api.log_in("nora", "given by olga again")).json()["user"]["must_change_password"] is True
