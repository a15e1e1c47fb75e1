"""A CRM behind HTTP: knows every customer's tier, takes orders, and remembers all that it heard."""

from collections import defaultdict
from typing import Any

from nexus.testing import Answer, HttpServer, ReceivedRequest

TOKEN = "crm-token-of-the-tests"
TIER = "tier-{}"


class Crm(HttpServer):
    """Refuses who does not carry `TOKEN`; ``GET /customers/N`` tells tier N; everything else is taken."""

    def __init__(self) -> None:
        super().__init__(handler=_answer)

    def taken(self, path: str) -> list[ReceivedRequest]:
        """Return the requests to ``path`` that were answered with success."""
        return [one for one in list(self.requests) if one.path == path and _is_known(one)]

    def keys_by_order(self, path: str) -> dict[int, set[str]]:
        """Return the idempotency keys under which each order came to ``path``."""
        found: dict[int, set[str]] = defaultdict(set)
        for request in self.taken(path):
            found[_order(request.json())].add(request.headers.get("idempotency-key", ""))
        return dict(found)


def _order(body: dict[str, Any]) -> int:
    """Return the order's number: an order carries it, and so does the tier that was looked up for it."""
    return int(body["id"] if "id" in body else body["tier"].rpartition("-")[2])


def _answer(request: ReceivedRequest) -> Answer:
    if not _is_known(request):
        return Answer(401, {"detail": "who are you?"})
    if request.path.startswith("/customers/"):
        return Answer(body={"tier": TIER.format(request.path.rpartition("/")[2])})
    return Answer(201)


def _is_known(request: ReceivedRequest) -> bool:
    return request.headers.get("authorization") == f"Bearer {TOKEN}"
