"""A server in the manner of Nexus's ingress, which records what it hears."""

import gzip
import json

from nexus.testing import Answer, HttpServer


class Ingress:
    """Takes all that comes, unless told otherwise.

    Attributes:
        scripted: answers to the next requests, or what makes one of a request.
    """

    def __init__(self) -> None:
        self.scripted: list = []
        self.server = HttpServer(handler=self._answer)

    @property
    def url(self) -> str:
        return self.server.url()

    @property
    def heard(self) -> list:
        return self.server.requests

    @property
    def bodies(self) -> list:
        return [body_of(request) for request in self.heard]

    @property
    def keys(self) -> list:
        return [request.headers.get("idempotency-key") for request in self.heard]

    def script(self, *answers) -> None:
        self.scripted.extend(answers)

    def _answer(self, request) -> Answer:
        if not self.scripted:
            return taken(request)
        one = self.scripted.pop(0)
        return one(request) if callable(one) else one


def body_of(request):
    raw = gzip.decompress(request.body) if request.headers.get("content-encoding") == "gzip" else request.body
    return json.loads(raw)


def taken(request) -> Answer:
    body = body_of(request)
    count = len(body) if isinstance(body, list) else 1
    return acknowledged(*(f"id-{place}" for place in range(count)))


def acknowledged(*ids, duplicates=0) -> Answer:
    return Answer(202, {"accepted": len(ids) - duplicates, "duplicates": duplicates, "ids": ids})


def problem(status, kind, headers=None, **more) -> Answer:
    told = {"type": f"urn:nexus:problem:{kind}", "title": kind, "status": status, "detail": f"{kind}."}
    return Answer(status, told | more, headers or {})


LOST = Answer.reset()
