"""People and an agent of every role, with the headers by which they are known."""

import httpx

from harness.installation import Installation

PASSWORD = "a sparrow counts to nine"  # pragma: allowlist secret
ROLES = ("nobody", "outsider", "agent", "user", "admin", "owner")
"""nobody: no token; outsider: in no workspace; owner: of the installation, and administrator."""


def admit(installation: Installation) -> dict[str, dict[str, str]]:
    """Make someone of every role, log them in, and return their headers by role; the API must run.

    The installation must have `PASSWORD` as its ``NEXUS_ADMIN_PASSWORD``.
    """
    installation.run("user", "add", "olga")  # the first one is an owner
    with httpx.Client(base_url=f"http://127.0.0.1:{installation.port}", timeout=30) as client:
        owner = _log_in(client, "olga")
        home = _answered(client.get("/api/workspaces", headers=owner))["items"][0]["id"]
        headers = {"nobody": {}, "owner": owner}
        for role, roles in (("outsider", {}), ("user", {home: "user"}), ("admin", {home: "admin"})):
            person = {"username": role, "password": PASSWORD, "roles": roles}
            _answered(client.post("/api/users", headers=owner, json=person))
            headers[role] = _log_in(client, role)
        made = _answered(client.post("/api/agents", headers=headers["admin"], json={"name": "plant-1"}))
        headers["agent"] = {"Authorization": f"Bearer {made['token']}"}
    return headers


def _log_in(client: httpx.Client, name: str) -> dict[str, str]:
    made = _answered(client.post("/login", json={"username": name, "password": PASSWORD}))
    client.cookies.clear()
    return {"Authorization": f"Bearer {made['access_token']}"}


def _answered(answer: httpx.Response) -> dict:
    if not answer.is_success:
        raise RuntimeError(f"{answer.request.url}: {answer.status_code} {answer.text}")
    return answer.json()
