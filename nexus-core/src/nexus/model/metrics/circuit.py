"""A circuit that is not closed, as the worker tells it to others."""

from attrs import frozen


@frozen
class OpenCircuit:
    """A pipeline whose destination is away, or which waits to try a message again.

    Attributes:
        state: ``open`` or ``probing``.
        needs_person: the destination refuses by reason of a setting: waiting alone does not help.
        since: milliseconds since 1970 (UTC).
        worker: who says so.
    """

    workflow_id: str
    pipeline_id: str
    state: str
    reason: str
    needs_person: bool
    since: int
    worker: str = ""
