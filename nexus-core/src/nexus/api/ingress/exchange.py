"""One ``POST /ingress`` on one connection: its request as it comes in, its answer as it goes out."""

from typing import TYPE_CHECKING

from nexus.api.ingress.request import Head, Reply

if TYPE_CHECKING:
    from nexus.api.ingress.lifetime import Lifetime


class Exchange:
    """Its place in the connection's queue keeps answers in the order of requests.

    Attributes:
        parts: the body as it comes, ``size`` bytes so far.
        finished: when the request was whole (the loop's time), 0 before.
        reply: its answer, once there is one.
    """

    __slots__ = ("_connection", "expects_continue", "finished", "head", "keep_alive", "parts", "reply", "size")

    def __init__(self, connection: "Lifetime", head: Head) -> None:
        self._connection = connection
        self.head = head
        self.keep_alive = True
        self.expects_continue = False
        self.parts: list[bytes] | None = None
        self.size = 0
        self.finished = 0.0
        self.reply: Reply | None = None

    def answer(self, reply: Reply) -> None:
        """Take the answer; called by the rules, at once or when the store has answered."""
        if self.reply is None:
            self.reply = reply
            self._connection.advance()
