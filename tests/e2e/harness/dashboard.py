"""``nexus up --demo`` with the dashboard, and Debian's Chromium to look at it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from harness.nexus_process import NexusProcess
from nexus.testing import wait_until
from nexus.testing.servers.ports import claim_port, release_port
from nexus.testing.servers.programs import program

ROOT = Path(__file__).parents[3]
BUILD_WITHIN_S = 600.0
READY_WITHIN_S = 90.0
PASSWORD = "a heron stands on one leg"  # pragma: allowlist secret
QUIET_MS = 15_000.0


class Dashboard:
    """Everything on free ports, with the demo; people of every role; ends with the test.

    Args:
        folder: for data and logs.
        settings: further settings, by the names of their variables.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        subprocess.run([ROOT / ".ci" / "dashboard"], check=True, timeout=BUILD_WITHIN_S)
        self.port = claim_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = folder / "data"
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "NEXUS_ADMIN_PASSWORD": PASSWORD, **settings}
        arguments = ["up", "--demo", "--data", str(self.data), "--port", str(self.port)]
        self.process = NexusProcess(arguments, environment, folder / "up.log")
        banner = wait_until(self._banner, timeout_s=READY_WITHIN_S, every_s=0.1, what="the banner")
        found = re.search(r"demo key +(\S+)", banner)
        assert found is not None
        self.demo_key = found[1]
        self._family = psutil.Process(self.process.pid).children(recursive=True)
        self.client = httpx.Client(base_url=self.url, timeout=30, headers=self.sign_in("admin"))
        self._add_people()

    def _banner(self) -> str:
        output = self.process.output()
        if not self.process.is_running:
            raise RuntimeError(f"nexus up ended:\n{output[-4000:]}")
        return output if "  arrived " in output else ""

    def _add_people(self) -> None:
        """Beside ``admin``, who is an owner: ``uwe``, who may read."""
        workspace = self.ask("GET", "/api/v1/workspaces")["items"][0]["id"]
        person = {"username": "uwe", "password": PASSWORD + "!", "roles": {workspace: "user"}}
        self.ask("POST", "/api/v1/users", json=person)
        bearer = self.sign_in("uwe", PASSWORD + "!")
        change = {"password": PASSWORD + "!", "new_password": PASSWORD}
        httpx.post(f"{self.url}/api/v1/auth/password", headers=bearer, json=change).raise_for_status()

    def sign_in(self, username: str, password: str = PASSWORD) -> dict[str, str]:
        """Return the headers of who has signed in."""
        answer = httpx.post(f"{self.url}/api/v1/login", json={"username": username, "password": password})
        answer.raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def ask(self, method: str, path: str, **about: Any) -> Any:
        """Ask the API as ``admin`` and return the JSON that it answers."""
        answer = self.client.request(method, path, **about)
        if answer.status_code == 401:  # access tokens live for ten minutes
            self.client.headers.update(self.sign_in("admin"))
            answer = self.client.request(method, path, **about)
        if not answer.is_success:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return json.loads(answer.content) if answer.content else None

    def send(self, *messages: dict[str, Any]) -> list[str]:
        """Send messages as the demo's application and return their ids."""
        answer = httpx.post(f"{self.url}/ingress", headers={"X-API-Key": self.demo_key}, json=list(messages))
        answer.raise_for_status()
        return list(answer.json()["ids"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.client.close()
        with suppress(psutil.NoSuchProcess):
            self._family += psutil.Process(self.process.pid).children(recursive=True)
        self.process.close()
        for child in self._family:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        release_port(self.port)


class Visitor:
    """Someone at a browser: a context of its own, signed in or not, that notes what goes wrong on its pages."""

    def __init__(self, context: BrowserContext, dashboard: Dashboard) -> None:
        self.context = context
        self.dashboard = dashboard
        self.page: Page = context.new_page()
        self.page.set_default_timeout(QUIET_MS)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: Any) -> None:
        # That somebody is not signed in yet, the browser calls an error.
        if message.type == "error" and "401" not in message.text:
            self.errors.append(f"{message.text} ({message.location['url']})")

    def sign_in(self, username: str = "admin", password: str = PASSWORD) -> Self:
        """Sign in without the form: the browser gets the cookie, and the next page finds it."""
        credentials = {"username": username, "password": password}
        answer = self.context.request.post(f"{self.dashboard.url}/api/v1/login", data=credentials)
        assert answer.ok, answer.text()
        return self

    def open(self, path: str) -> Page:
        """Open a page and wait until it shows its title and nothing is loading any more."""
        self.page.goto(self.dashboard.url + path)
        self.page.get_by_role("heading", level=1).first.wait_for()
        self.page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
        return self.page


@contextmanager
def chromium(slow_mo: float = 0) -> Iterator[Browser]:
    """Debian's Chromium, without a window; ``slow_mo`` are milliseconds that it waits before each action."""
    with sync_playwright() as playwright:
        options = {"executable_path": program("chromium", "chromium"), "args": _arguments(), "slow_mo": slow_mo}
        browser = playwright.chromium.launch(**options)
        try:
            yield browser
        finally:
            browser.close()


def _arguments() -> list[str]:
    """Root has no sandbox to give; a small /dev/shm is no reason to crash."""
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
