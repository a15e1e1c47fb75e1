"""The trace of a request that brings messages: its span, and what the messages take along."""

from collections.abc import Callable
from copy import copy

from nexus.api.ingress.request import IngressRequest, Reply
from nexus.api.ingress.sender import Sender
from nexus.telemetry.tracing import Tracing

Answer = Callable[[Reply], None]


def traced(tracing: Tracing, sender: Sender, request: IngressRequest, answer: Answer) -> tuple[IngressRequest, Answer]:
    """Begin a span that ends with the answer; return the request as one whose messages belong to it.

    A request whose sender does not keep its trace comes back as it is: its context goes on with its messages.
    """
    head = request.head
    names = {"nexus.workspace": sender.workspace, "nexus.application": sender.application.name}
    span = tracing.request(head.traceparent.decode("latin-1"), head.tracestate.decode("latin-1"), names)
    if span is None:
        return request, answer

    def answered(reply: Reply) -> None:
        span.end(reply.status, reply.reason, reply.accepted, reply.duplicates)
        answer(reply)

    own = copy(head)  # heads are shared by requests that are alike
    own.traceparent = span.traceparent.encode()
    return IngressRequest(own, request.body), answered
