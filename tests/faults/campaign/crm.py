"""A CRM behind HTTP that takes readings, misbehaves as it is told, and remembers what it has stored under which keys."""

from collections import defaultdict
from collections.abc import Callable

from attrs import frozen

from campaign.readings import digest
from nexus.testing import Answer, HttpServer, ReceivedRequest


@frozen
class Stored:
    """One request that the CRM has stored: its idempotency key, and the digest of its body."""

    key: str
    digest: str


Mood = Callable[[], tuple[bool, Answer]]
"""Whether a request is stored, and what is answered."""


class Crm(HttpServer):
    """Stores every reading and answers 201, unless its mood is another.

    Attributes:
        stored: number of the reading -> every request that brought it.
    """

    def __init__(self) -> None:
        super().__init__(handler=self._take)
        self.stored: dict[int, list[Stored]] = defaultdict(list)
        self._mood: Mood | None = None

    def behave(self, mood: Mood | None = None) -> None:
        """Behave so from now on; None is well."""
        self._mood = mood

    def forget(self) -> None:
        """Forget what was stored."""
        self.clear()
        self.stored.clear()

    def _take(self, request: ReceivedRequest) -> Answer:
        self.requests.pop()  # millions come: what is needed of them is kept in `stored`
        keeps, answer = self._mood() if self._mood else (True, Answer(201))
        if keeps:
            body = request.json()
            self.stored[body["id"]].append(Stored(request.headers.get("idempotency-key", ""), digest(body)))
        return answer
