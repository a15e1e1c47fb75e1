"""Answers without an end: they go on while whoever listens is signed in, and the process is not to stop."""

from collections.abc import Callable
from typing import Any

from litestar import Request

from nexus.api.management.caller import caller_of
from nexus.services.people.login import LogIn


def goes_on(request: Request[Any, Any, Any], log_in: LogIn) -> Callable[[], bool]:
    """Return what says whether an answer goes on (security, tokens: who is disabled is out at once); called in threads."""
    caller, stopping = caller_of(request), request.app.state.stopping

    def asked() -> bool:
        return not stopping.is_set() and log_in.still_in(caller.session_id, caller.workspace_id)

    return asked
