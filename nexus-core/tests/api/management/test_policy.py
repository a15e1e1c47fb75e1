"""The matrix: every route by every role by workspace, made from the routes themselves."""

import re
from collections.abc import Iterator

import pytest
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler

from nexus.api.management.policy import Policy
from nexus.security.api_keys import AGENT_TOKEN, generate_key

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here is about SQL
ROLES = ("nobody", "outsider", "stranger", "user", "admin", "owner", "agent")
"""nobody: no token; outsider: in no workspace; stranger: administrator of another; owner: of the installation, and a member
of no workspace; agent: by its token."""

WORKSPACES = ("default", "other", None)
"""What the header names. The user and the admin are in the first, the stranger is in the second; without the header, each
works in their own."""

EVERYWHERE = {
    Policy.PUBLIC: set(ROLES),
    Policy.AGENT: {"agent"},
    Policy.SIGNED_IN: set(ROLES) - {"nobody", "agent"},
    Policy.OWNER: {"owner"},
}
"""The policies once more, written by hand: what the guard does is compared with this."""

BY_WORKSPACE = {
    Policy.USER: {"default": {"user", "admin"}, "other": {"stranger"}, None: {"user", "admin", "stranger"}},
    Policy.ADMIN: {"default": {"admin"}, "other": {"stranger"}, None: {"admin", "stranger"}},
    Policy.AUDITOR: {"default": {"admin"}, "other": {"stranger"}, None: {"admin", "stranger", "owner"}},
    # these are about the workspace in the path, whatever the header says
    Policy.MANAGER: {"default": {"admin", "owner"}, "other": {"stranger", "owner"}, None: {"admin", "owner"}},
}


def routes(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Yield method, path (a number where one must stand) and handler of everything that the application answers."""
    for route in app.routes:
        numbers = [one.name for one in route.path_components if getattr(one, "type", str) is int]
        path = route.path_format
        for name in numbers:
            path = path.replace(f"{{{name}}}", "1")
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                yield method, path, handler


@pytest.fixture
async def people(api) -> dict[str, dict[str, str]]:
    """Headers by role."""
    api.user("zoe")
    api.user("owen", owner=True)
    names = {"outsider": "zoe", "stranger": "otto", "user": "uwe", "admin": "ada", "owner": "owen"}
    for name in names.values():
        assert (await api.log_in(name)).status_code == 200
        api.client.cookies.clear()
    token = generate_key(AGENT_TOKEN)
    api.metadata.agents.create(*_agent(api, token))
    tokens = {role: api.tokens[name] for role, name in names.items()} | {"agent": token.text}
    return {"nobody": {}} | {role: {"Authorization": f"Bearer {one}"} for role, one in tokens.items()}


def _agent(api, token):
    from nexus.model.agent import Agent
    from nexus.model.credentials import ApiKey

    return Agent("", api.workspace.id, "plant-1"), ApiKey(token.id, token.digest)


async def test_every_route_names_a_policy_that_there_is(api):
    without = [
        f"{method} {path}" for method, path, each in routes(api.app) if each.opt.get("policy") not in set(Policy)
    ]

    assert not without


@pytest.mark.parametrize("workspace", WORKSPACES)
async def test_routes_and_roles_and_workspaces_meet_as_the_policies_say(api, people, workspace):
    homes = {name: api.metadata.workspaces.by_name(name).id for name in ("default", "other")}
    wrong, asked = [], 0
    for method, path, handler in routes(api.app):
        policy = Policy(handler.opt["policy"])
        if policy is Policy.API_KEY:
            continue
        asked += 1
        may = EVERYWHERE.get(policy) or BY_WORKSPACE[policy][workspace]
        place = _place(path, homes[(workspace if policy is Policy.MANAGER else None) or "default"])
        for role in ROLES:
            status = await _status(api, method, place, people[role], workspace)
            let_in = status not in {401, 403} or policy is Policy.PUBLIC
            if let_in != (role in may) or status >= 500:
                wrong.append(f"{role} in {workspace}: {method} {path} ({policy}) answered {status}")

    assert not wrong
    assert asked > 50


async def _status(api, method, place, headers, workspace) -> int:
    named = {} if workspace is None else {"X-Workspace": workspace}
    async with api.client.stream(method, place, headers=headers | named) as answer:  # some answers have no end
        return answer.status_code


async def test_the_alias_asks_for_the_policy_of_the_version(api, people):
    places = {path for method, path, _ in routes(api.app) if method == "GET"} & {"/api/v1/agents", "/api/v1/users"}

    assert len(places) == 2
    for place in places:
        for role in ROLES:
            answers = [
                await api.client.get(one, headers=people[role]) for one in (place, place.replace("/api/v1/", "/api/"))
            ]
            assert answers[0].status_code == answers[1].status_code, (place, role)
            assert answers[0].json() == answers[1].json(), (place, role)


async def test_a_route_without_a_policy_is_closed_to_everyone(api, people):
    @get("/open-door", sync_to_thread=False)
    def forgotten() -> str:
        return "secret"

    @get("/odd-door", sync_to_thread=False, opt={"policy": "everyone"})
    def odd() -> str:
        return "secret"

    api.app.register(forgotten)
    api.app.register(odd)

    for role in ROLES:
        for place in ("/open-door", "/odd-door"):
            answer = await api.client.get(place, headers=people[role])
            assert answer.status_code == 403, role
            assert "secret" not in answer.text


async def test_a_workspace_that_is_deleted_or_left_is_closed(api, people):
    made = api.metadata.workspaces.create("brief")
    headers = people["stranger"] | {"X-Workspace": made.id}
    otto = api.metadata.users.by_name("otto")
    assert (await api.client.get("/api/agents", headers=headers)).status_code == 403

    home = api.metadata.workspaces.by_name("other")
    inside = people["stranger"] | {"X-Workspace": home.id}
    assert (await api.client.get("/api/agents", headers=inside)).status_code == 200
    from attrs import evolve

    api.metadata.users.update(evolve(otto, memberships={}))
    assert (await api.client.get("/api/agents", headers=inside)).status_code == 403
    assert (await api.client.get("/api/agents", headers=people["stranger"])).status_code == 403


def _place(path: str, workspace_id: str) -> str:
    place = path.replace("{workspace_id}", workspace_id).replace("{username}", "nobody-at-all")
    place = place.replace("{version}", "1")
    return re.sub(r"\{[^}]+\}", "0197f000-0000-7000-8000-000000000000", place)
