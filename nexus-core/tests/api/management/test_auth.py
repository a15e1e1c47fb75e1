"""Logging in, staying logged in, logging out."""

from http.cookies import SimpleCookie

import bcrypt
from attrs import evolve

from nexus.model.audit import AuditFilter

from .conftest import PASSWORD


def cookies_of(answer) -> dict[str, SimpleCookie]:
    return {name: one for text in answer.headers.get_list("set-cookie") for name, one in SimpleCookie(text).items()}


async def test_a_person_logs_in_and_is_known(api):
    answer = await api.log_in("ada")

    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 600
    assert body["user"]["username"] == "ada"
    assert [one["workspace"] for one in body["user"]["memberships"]] == ["default"]
    assert (await api.call("ada", "GET", "/api/auth/me")).json() == body["user"]
    assert (await api.call("ada", "GET", "/api/v1/auth/me")).json() == body["user"]
    assert api.metadata.users.by_name("ada").last_login_at is not None


async def test_the_refresh_token_is_a_cookie_that_neither_scripts_nor_other_sites_reach(api):
    answer = await api.log_in("ada")

    found = cookies_of(answer)
    for name, path in (("nexus_refresh", "/api"), ("nexus_device", "/")):
        assert found[name]["httponly"]
        assert found[name]["samesite"].lower() == "strict"
        assert found[name]["path"] == path
        assert found[name].value not in answer.text


async def test_name_and_password_that_are_wrong_cannot_be_told_apart_nor_a_disabled_user(api):
    uwe = api.metadata.users.by_name("uwe")
    api.metadata.users.update(evolve(uwe, enabled=False))

    answers = [
        await api.log_in("ada", "wrong password"),
        await api.log_in("nobody", "wrong password"),
        await api.log_in("uwe", PASSWORD),
    ]

    assert {each.status_code for each in answers} == {401}
    assert len({each.text for each in answers}) == 1
    refused = api.metadata.audit.search(AuditFilter(action="login.refused")).items
    assert [one.event.actor for one in refused] == ["uwe", "nobody", "ada"]
    assert {one.event.address for one in refused} == {"127.0.0.1"}


async def test_a_bcrypt_hash_is_taken_and_replaced(api):
    ada = api.metadata.users.by_name("ada")
    api.metadata.users.set_password(ada.id, bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode())

    assert (await api.log_in("ada")).status_code == 200

    assert api.metadata.users.by_name("ada").password_hash.startswith("$argon2id$")
    assert (await api.log_in("ada")).status_code == 200


async def test_a_disabled_user_is_out_at_once(api):
    assert (await api.call("uwe", "GET", "/api/auth/me")).status_code == 200

    api.metadata.users.update(evolve(api.metadata.users.by_name("uwe"), enabled=False))

    assert (await api.call("uwe", "GET", "/api/auth/me")).status_code == 401


async def test_a_session_goes_on_with_a_new_refresh_token_each_time(api):
    first = await api.log_in("ada")

    second = await api.client.post("/api/auth/refresh")

    assert second.status_code == 200
    assert cookies_of(first)["nexus_refresh"].value != cookies_of(second)["nexus_refresh"].value
    api.tokens["ada"] = second.json()["access_token"]
    assert (await api.call("ada", "GET", "/api/auth/me")).status_code == 200


async def test_a_refresh_token_that_is_used_again_ends_the_session_for_thief_and_owner(api):
    stolen = cookies_of(await api.log_in("ada"))["nexus_refresh"].value
    newer = cookies_of(await api.client.post("/api/auth/refresh"))["nexus_refresh"].value
    newest = cookies_of(await api.client.post("/api/auth/refresh"))["nexus_refresh"].value
    api.client.cookies.clear()

    thief = await api.client.post("/api/auth/refresh", headers={"Cookie": f"nexus_refresh={stolen}"})
    owner = await api.client.post("/api/auth/refresh", headers={"Cookie": f"nexus_refresh={newest}"})

    assert newer != newest
    assert (thief.status_code, owner.status_code) == (401, 401)
    assert (await api.call("ada", "GET", "/api/auth/me")).status_code == 401, "the access token ends with its session"
    assert api.metadata.audit.search(AuditFilter(action="session.reuse")).items


async def test_two_tabs_that_refresh_at_once_stay_logged_in(api):
    token = cookies_of(await api.log_in("ada"))["nexus_refresh"].value
    newer = cookies_of(await api.client.post("/api/auth/refresh"))["nexus_refresh"].value
    api.client.cookies.clear()

    tab = await api.client.post("/api/auth/refresh", headers={"Cookie": f"nexus_refresh={token}"})
    later = await api.client.post("/api/auth/refresh", headers={"Cookie": f"nexus_refresh={newer}"})

    assert (tab.status_code, later.status_code) == (200, 200)
    assert "nexus_refresh" not in cookies_of(tab)


async def test_logging_out_ends_access_too(api):
    await api.log_in("ada")

    gone = await api.client.post("/api/auth/logout")

    assert gone.status_code == 204
    assert cookies_of(gone)["nexus_refresh"]["max-age"] == "0"
    assert (await api.call("ada", "GET", "/api/auth/me")).status_code == 401
    assert (await api.client.post("/api/auth/refresh")).status_code == 401


async def test_a_changed_password_ends_all_other_sessions(api):
    await api.log_in("ada")
    other_device = api.tokens.pop("ada")
    await api.log_in("ada")
    body = {"password": PASSWORD, "new_password": "a much longer sentence"}

    changed = await api.call("ada", "POST", "/api/auth/password", body)

    assert changed.status_code == 200
    api.tokens["ada"] = changed.json()["access_token"]
    assert (await api.call("ada", "GET", "/api/auth/me")).status_code == 200
    api.tokens["ada"] = other_device
    assert (await api.call("ada", "GET", "/api/auth/me")).status_code == 401
    assert (await api.log_in("ada")).status_code == 401
    assert (await api.log_in("ada", "a much longer sentence")).status_code == 200


async def test_a_changed_password_must_be_long_enough_and_the_former_one_right(api):
    wrong = await api.call("ada", "POST", "/api/auth/password", {"password": "guess", "new_password": "x" * 20})
    short = await api.call("ada", "POST", "/api/auth/password", {"password": PASSWORD, "new_password": "short"})

    assert wrong.status_code == 401
    assert short.status_code == 422
    assert short.json()["errors"] == [{"path": "password", "message": "must have 8 to 1024 characters"}]


async def test_faults_of_a_body_are_named_with_their_place(api):
    missing = await api.client.post("/login", json={"username": 5, "pasword": "x"})
    twice = await api.client.post("/login", content=b'{"username": "a", "username": "b", "password": "c"}')
    none = await api.client.post("/login")
    form = await api.client.post("/login", data={"username": "ada", "password": PASSWORD})

    assert missing.status_code == 422
    assert {one["path"] for one in missing.json()["errors"]} == {"username", "password", "pasword"}
    assert "stands twice" in twice.json()["errors"][0]["message"]
    assert none.status_code in {400, 422}
    assert form.status_code == 422
    for answer in (missing, twice, none, form):
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_request_without_a_valid_token_is_asked_for_one(api):
    none = await api.client.get("/api/auth/me")
    wrong = await api.client.get("/api/auth/me", headers={"Authorization": "Bearer nonsense"})
    basic = await api.client.get("/api/auth/me", headers={"Authorization": "Basic YTpi"})

    for answer in (none, wrong, basic):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "urn:nexus:problem:not-signed-in"
