"""One ``POST /ingress`` on one connection: its request as it comes in, its answer as it goes out."""

from typing import TYPE_CHECKING

from nexus.api.ingress.request import IngressRequest, Reply

if TYPE_CHECKING:
    from nexus.api.ingress.protocol import IngressProtocol


class Exchange:
    """Its place in the connection's queue keeps answers in the order of requests."""

    __slots__ = ("_connection", "expects_continue", "finished", "keep_alive", "parts", "path", "reply", "request", "size")

    def __init__(
        self,
        connection: "IngressProtocol",
        path: bytes,
        request: IngressRequest,
        keep_alive: bool,  # noqa: FBT001 — positional: one is made for every request
        expects_continue: bool,  # noqa: FBT001
    ) -> None:
        self._connection = connection
        self.path = path
        self.request = request
        self.keep_alive = keep_alive
        self.expects_continue = expects_continue
        self.parts: list[bytes] = []
        self.size = 0
        self.finished = 0.0
        self.reply: Reply | None = None

    def answer(self, reply: Reply) -> None:
        """Take the answer; called by the rules, at once or when the store has answered."""
        if self.reply is None:
            self.reply = reply
            self._connection.advance()
