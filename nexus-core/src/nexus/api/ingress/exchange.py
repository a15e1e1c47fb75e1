"""One ``POST /ingress`` on one connection: its request as it comes in, its answer as it goes out."""

from typing import TYPE_CHECKING

from nexus.api.ingress.request import Head, IngressRequest, Reply

if TYPE_CHECKING:
    from nexus.api.ingress.lifetime import Lifetime


class Exchange(IngressRequest):
    """Its place in the connection's queue keeps answers in the order of requests.

    One is made for every request: what few of them need stands on the class until it is set.

    Attributes:
        keep_alive: the connection stays open after the answer.
        expects_continue: the client waits to be told to send the body.
        parts: the body as it comes, ``size`` bytes so far.
        finished: when the request was whole (the loop's time), 0 before.
        reply: its answer, once there is one.
    """

    keep_alive = True
    expects_continue = False
    parts: list[bytes] | None = None
    size = 0
    finished = 0.0
    reply: Reply | None = None

    def __init__(self, connection: "Lifetime", head: Head, body: bytes = b"") -> None:
        self._connection = connection
        self.head = head
        self.body = body

    def answer(self, reply: Reply) -> None:
        """Take the answer; called by the rules, at once or when the store has answered."""
        if self.reply is None:
            self.reply = reply
            self._connection.advance()
